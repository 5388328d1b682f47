import { interval, switchMap } from 'rxjs';
import type { DemoContext } from '../DemoContext.js';
import { rollUp } from '../rollUp.js';

/** Sums up what `host` and `statsd` say, and tells the sums each time `rollup.window` is over. */
export const rollup = {
  name: 'rollup',
  start: ({ bus, config }: DemoContext) =>
    rollUp(
      bus,
      config.select((value) => value.rollup.window).pipe(switchMap((window) => interval(window))),
    ),
};
