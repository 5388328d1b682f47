import { ReplaySubject } from 'rxjs';
import type { ConfigSchema } from '../ConfigOf.js';
import type { LiveConfigOptions } from '../LiveConfigOptions.js';
import { ConfigBuilder } from '../pipeline/ConfigBuilder.js';
import { objectSchema } from '../schema/objectSchema.js';
import { ConfigLoader } from './ConfigLoader.js';
import { Reloads } from './Reloads.js';
import { requestsOf, type TriggerNotice } from './requestsOf.js';

/**
 * Reads the sources for the first time, and reloads them from then on, until the signal aborts.
 * Rejects with ConfigRejectedError when what they hold isn't valid.
 */
export async function openReloads<T>(
  { schema, sources, reloadOn = [], guard }: LiveConfigOptions<ConfigSchema>,
  signal: AbortSignal,
): Promise<Reloads<T>> {
  const builder = new ConfigBuilder(objectSchema(schema));
  // Listening before the first read: a change that comes during it is not lost.
  const notices$ = new ReplaySubject<TriggerNotice>(1);
  const listening = requestsOf(reloadOn).subscribe(notices$);
  signal.addEventListener('abort', () => listening.unsubscribe(), { once: true });
  const loader = await ConfigLoader.open([...sources], builder, signal);
  const reloads = new Reloads<T>(loader, signal, guard);
  // eslint-disable-next-line rxjs-x/no-ignored-error -- a trigger's error arrives as a notice
  notices$.subscribe((notice) => reloads.heed(notice));
  return reloads;
}
