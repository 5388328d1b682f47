import { interval, switchMap, takeUntil } from 'rxjs';
import { chaos } from '../chaos.js';
import type { DemoContext } from '../DemoContext.js';
import { rollUp } from '../rollUp.js';

/** Sums up what `host` and `statsd` say, and tells the sums each time `rollup.window` is over. */
export const rollup = {
  name: 'rollup',
  start: (context: DemoContext) => {
    const window$ = context.config.select((value) => value.rollup.window);
    const close$ = window$.pipe(switchMap((window) => interval(window)));
    return rollUp(context.bus, close$).pipe(takeUntil(chaos(context)));
  },
};
