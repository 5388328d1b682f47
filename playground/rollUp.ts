import { defer, finalize, map, type Observable } from 'rxjs';
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
    // A bus knows a function by its name.
    const adding = event$.subscribe(function rollup(event) {
      window.add(event);
    });
    return close$.pipe(
      map((): WindowEvent => {
        const closed = now();
        const seconds = (closed - opened) / 1_000;
        opened = closed;
        return { type: 'rollup.window', ...window.close(Date.now(), seconds) };
      }),
      finalize(() => adding.unsubscribe()),
    );
  });
}
