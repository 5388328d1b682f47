import { Bus, Supervisor } from 'ron-kernel';
import { natsBridge, type NatsBridge, type NatsBridgeOptions } from 'ron-kernel/nats';
import { silentLogger } from '../../support/silentLogger.js';
import { turn } from '../../support/turn.js';
import { reading, type Reading } from './reading.js';

/** A bus with a bridge that is connected. */
export interface Bridged {
  readonly bus: Bus<Reading>;
  readonly bridge: NatsBridge<Reading>;
  readonly supervisor: Supervisor;
}

export async function bridged(
  options: Omit<NatsBridgeOptions<Reading>, 'name' | 'bus'>,
): Promise<Bridged> {
  const bus = new Bus<Reading>();
  const bridge = natsBridge<Reading>({ name: 'bridge', bus, ...options });
  const supervisor = new Supervisor({ children: [bridge], logger: silentLogger });
  await supervisor.start();
  return { bus, bridge, supervisor };
}

/** Sleeps rather than spins: the broker needs the core. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * Publishes as fast as the outbox, which is the bus's subscriber of that name, takes it; resolves to the seconds until
 * the bridge has `confirmed` all.
 */
export async function publishAll(
  { bus }: Bridged,
  name: string,
  count: number,
  confirmed: () => number,
): Promise<number> {
  const outbox = () => bus.stats().subscribers.find((subscriber) => subscriber.name === name);
  const began = performance.now();
  for (let n = 0; n < count;) {
    for (const end = Math.min(n + 512, count); n < end; n++) bus.publish(reading(n));
    await turn();
    while ((outbox()?.pending ?? 0) > 2_048) await pause();
  }
  while (confirmed() + (outbox()?.dropped ?? 0) < count) await pause();
  const took = performance.now() - began;
  if (outbox()?.dropped !== 0) throw new Error('the outbox dropped events');
  return took / 1_000;
}
