// A web page that shows each move of the pointer at once and sends what a slow server can take: always the
// newest, and it says how many were left out. Bundled as any module; `ron-kernel/bus` loads RxJS alone.
import { fromEvent, map } from 'rxjs';
import { Bus, concatMapBounded } from 'ron-kernel/bus';
import { constant, supervise } from 'ron-kernel/supervision';

interface Move {
  readonly type: 'move';
  readonly x: number;
  readonly y: number;
}

const bus = new Bus<Move>();
const line = () => document.body.appendChild(document.createElement('p'));
const [at, sent, left] = [line(), line(), line()];

fromEvent<PointerEvent>(document, 'pointermove')
  .pipe(map(({ clientX, clientY }): Move => ({ type: 'move', x: clientX, y: clientY })))
  .subscribe(bus.sink);

bus.subscribe(({ x, y }) => (at.textContent = `at ${x}, ${y}`));

const post = async (move: Move) => {
  const { ok, status } = await fetch('moves', { method: 'POST', body: JSON.stringify(move) });
  if (!ok) throw new Error(`the server says ${status}`);
  return move;
};
bus
  .pipe(
    concatMapBounded(post, { name: 'server', overflow: 'latest' }),
    supervise({ backoff: constant({ delay: 1_000 }) }),
  )
  .subscribe(({ x, y }) => (sent.textContent = `sent ${x}, ${y}`));

let dropped = 0;
bus.lag$.subscribe((lag) => (left.textContent = `left out ${(dropped += lag.dropped)}`));
