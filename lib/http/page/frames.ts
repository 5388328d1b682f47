import { defer, finalize, map, share, timer, type Observable } from 'rxjs';
import type { ConfigMemory } from './ConfigMemory.js';
import type { PageSource } from './PageSource.js';
import { Sampler } from './Sampler.js';

/** Milliseconds from one frame to the next. */
const EVERY = 250;

/**
 * What the page shows, as messages of an event stream: written once for all who look. The node is
 * looked at only while somebody does.
 */
export function frames(source: PageSource, memory: ConfigMemory): Observable<string> {
  return defer(() => {
    const sampler = new Sampler(source, memory);
    return timer(0, EVERY).pipe(
      map(() => `data: ${JSON.stringify(sampler.take())}\n\n`),
      finalize(() => sampler.stop()),
    );
  }).pipe(share());
}
