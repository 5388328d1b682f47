import {
  catchError,
  defer,
  endWith,
  from,
  ignoreElements,
  merge,
  Subject,
  switchMap,
  takeUntil,
} from 'rxjs';
import { concatMapBounded, ofType, workerService } from 'ron-kernel';
import { chaos } from '../chaos.js';
import type { CrunchMessage } from '../CrunchMessage.js';
import type { DemoContext } from '../DemoContext.js';
import type { CrunchEvent } from '../DemoEvent.js';

/** Windows that may wait for the worker: those of a restart, and then some. */
const CAPACITY = 16;

const worker = workerService<CrunchMessage, CrunchEvent>({
  name: 'crunch',
  url: new URL('../workers/crunch.js', import.meta.url),
  // An endless loop in it is found after two seconds, and gets one more to end.
  heartbeatTimeout: 2_000,
  stopTimeout: 1_000,
  worker: { resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 } },
});

/** Has a worker thread score each window of `rollup` against those before it. */
export const crunch = {
  ...worker,
  start: (context: DemoContext) =>
    defer(() => {
      const { bus, heartbeat, logger, name, ready, signal } = context;
      const loaded$ = new Subject<void>();
      const onReady = (): void => {
        ready();
        loaded$.next();
      };
      const thread$ = from(worker.start({ heartbeat, logger, name, ready: onReady, signal }));
      const score = (window: CrunchMessage) => worker.request(window);
      const scored$ = bus.pipe(
        ofType('rollup.window'),
        concatMapBounded(score, { name, capacity: CAPACITY }),
      );
      // What chaos does to others, it does to the thread here.
      const crash$ = loaded$.pipe(
        switchMap(() => chaos(context)),
        catchError(() => worker.request({ type: 'crash' })),
        ignoreElements(),
      );
      return merge(scored$, crash$).pipe(
        takeUntil(thread$.pipe(ignoreElements(), endWith(undefined))),
      );
    }),
};
