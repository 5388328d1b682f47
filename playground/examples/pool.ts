// Work shared out among worker threads, each of which is a subscriber with an account of its own.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { bufferCount, firstValueFrom } from 'rxjs';
import { Bus, ofType } from 'ron-kernel';
import { connectWorker, parentBus } from 'ron-kernel/workers';

type PoolEvent =
  | { readonly type: 'range'; readonly share: number; readonly from: number; readonly to: number }
  | { readonly type: 'primes'; readonly count: number };

const isPrime = (n: number): boolean => {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
};

if (isMainThread) {
  const bus = new Bus<PoolEvent>();
  const pool = [0, 1].map((share) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    return connectWorker(bus, worker, { name: `pool-${share}`, types: ['range'] });
  });
  const answers = firstValueFrom(bus.pipe(ofType('primes'), bufferCount(10)));
  for (let n = 0; n < 10; n++) {
    bus.publish({ type: 'range', share: n % 2, from: n * 10_000, to: (n + 1) * 10_000 });
  }
  console.log(`${(await answers).reduce((sum, { count }) => sum + count, 0)} primes`);
  for (const connection of pool) {
    const { name, delivered, dropped } = (await connection.close()).sent;
    console.log(`${name} had ${delivered} events and lost ${dropped}`);
  }
} else {
  const bus = parentBus<PoolEvent>();
  bus.pipe(ofType('range')).subscribe(({ share, from, to }) => {
    if (share !== workerData) return;
    let count = 0;
    for (let n = from; n < to; n++) count += isPrime(n) ? 1 : 0;
    bus.publish({ type: 'primes', count });
  });
}
