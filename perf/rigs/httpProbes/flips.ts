import { setTimeout as sleep } from 'node:timers/promises';
import { filter, firstValueFrom, map, mergeMap } from 'rxjs';
import type { Figures } from '../../support/Figures.js';
import type { Telemetry } from '../support/Telemetry.js';
import { startNode } from './startNode.js';
import { startClient } from './startClient.js';

/** How readiness is flipped. */
export interface Flipping {
  /** How often. */
  readonly flips: number;
  /** Events a second meanwhile. */
  readonly rate: number;
}

/** Milliseconds between two flips. */
export const PAUSE = 20;

/**
 * Crashes a critical service and gets it ready again, while another process asks without a pause:
 * from the crash until it has the first 503, and from ready until the first 200. Both processes read
 * the machine's own clock, and half the time between two questions is in the figures.
 */
export async function flips({ flips, rate }: Flipping, telemetry: Telemetry): Promise<Figures> {
  const node = await startNode(0);
  const { fragile } = node;
  const client = startClient(node.address, '/readyz', 0);
  const changes$ = client.news$.pipe(mergeMap(({ changes }) => changes));
  const seen = (wanted: number): Promise<bigint> =>
    firstValueFrom(
      changes$.pipe(
        filter(({ status }) => status === wanted),
        map(({ at }) => at),
      ),
    );
  const [down, up] = [telemetry.timer('first 503'), telemetry.timer('first 200')];
  await seen(200);

  const ending = new AbortController();
  const load = (async () => {
    while (rate > 0 && !ending.signal.aborted) await node.saturate(rate, 250);
  })();
  const flip = async (status: number, change: () => unknown): Promise<number> => {
    const first = seen(status);
    const began = process.hrtime.bigint();
    await change();
    return Number((await first) - began) / 1e6;
  };
  for (let n = -Math.ceil(flips / 10); n < flips; n++) {
    if (n === 0) telemetry.begin(); // before that, it is compiled
    await sleep(PAUSE);
    down(await flip(503, () => fragile.crash()));
    await sleep(PAUSE);
    up(await flip(200, () => fragile.ready()));
  }
  telemetry.end();
  ending.abort();
  await load;
  client.stop();
  await node.kernel.stop();
  return { flips };
}
