// A node in one file: two services on a bus, one of which crashes and is restarted.
import { ignoreElements, interval, map, tap } from 'rxjs';
import { createKernel, ofType, type KernelContext } from 'ron-kernel';

interface Reading {
  readonly type: 'reading';
  readonly celsius: number;
}

let crashed = false;
const sensor = {
  name: 'sensor',
  start: () =>
    interval(20).pipe(
      map((count): Reading => {
        if (count < 3 || crashed) return { type: 'reading', celsius: 20 + count };
        crashed = true;
        throw new Error('sensor unplugged');
      }),
    ),
};
const display = {
  name: 'display',
  start: ({ bus }: KernelContext<Reading>) =>
    bus.pipe(
      ofType('reading'),
      tap(({ celsius }) => console.log(`${celsius} °C`)),
      ignoreElements(),
    ),
};

const kernel = await createKernel({
  config: { values: { log: { format: 'text' }, supervisor: { backoffBase: '10ms' } } },
  services: [display, sensor],
});
kernel.bus.pipe(ofType('kernel.service.crashed')).subscribe(() => {
  setTimeout(() => void kernel.stop('seen enough'), 200);
});
kernel.readiness$.subscribe(({ ready, missing }) => console.log({ ready, missing }));
await kernel.start();
