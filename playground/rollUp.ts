import { defer, ignoreElements, map, merge, tap, type Observable } from 'rxjs';
import type { KernelEvent } from 'ron-kernel';
import type { DemoEvent, WindowEvent } from './DemoEvent.js';
import { RollupWindow } from './RollupWindow.js';

/**
 * Sums up `event$` until `close$` says that a window is over.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function rollUp(
  event$: Observable<DemoEvent | KernelEvent>,
  close$: Observable<unknown>,
  now = () => performance.now(),
): Observable<WindowEvent> {
  return defer(() => {
    const window = new RollupWindow();
    let opened = now();
    return merge(
      event$.pipe(
        tap((event) => window.add(event)),
        ignoreElements(),
      ),
      close$.pipe(
        map((): WindowEvent => {
          const closed = now();
          const seconds = (closed - opened) / 1_000;
          opened = closed;
          return { type: 'rollup.window', ...window.close(Date.now(), seconds) };
        }),
      ),
    );
  });
}
