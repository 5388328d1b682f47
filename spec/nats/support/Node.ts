import { Bus, constant, Supervisor, type LagNotice } from 'ron-kernel';
import { natsBridge, type NatsBridge, type NatsBridgeOptions, type Refusal } from 'ron-kernel/nats';
import type { TestBroker } from './TestBroker.js';

/** What the specs send around. */
export interface Told {
  readonly type: 'told' | 'other' | 'private';
  readonly n: number;
  readonly by?: string;
}

/** One node: a bus with a bridge, and what it saw. */
export interface Node extends AsyncDisposable {
  readonly bus: Bus<Told>;
  readonly bridge: NatsBridge<Told>;
  readonly supervisor: Supervisor;
  /** Every event of its bus. */
  readonly seen: Told[];
  readonly refused: Refusal[];
  readonly lags: LagNotice[];
}

export const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // nobody reads it
}

/** Options of a bridge, but for what every node here has. */
export type NodeOptions = Partial<NatsBridgeOptions<Told>> & { readonly busCapacity?: number };

/** A node that isn't started yet. */
export function node(name: string, broker: TestBroker, options: NodeOptions = {}): Node {
  const { busCapacity = 4096, ...rest } = options;
  const bus = new Bus<Told>({ capacity: busCapacity });
  const transport = broker.transport(name);
  const bridge = natsBridge<Told>({
    name,
    servers: broker.servers,
    bus,
    backoff: constant({ delay: 20 }),
    ...(transport !== undefined && { transport }),
    ...rest,
  });
  const seen: Told[] = [];
  const refused: Refusal[] = [];
  const lags: LagNotice[] = [];
  bus.subscribe((event) => void seen.push(event));
  bridge.refused$.subscribe((refusal) => refused.push(refusal));
  bus.lag$.subscribe((notice) => lags.push(notice));
  const supervisor = new Supervisor({ children: [bridge], logger });
  return {
    bus,
    bridge,
    supervisor,
    seen,
    refused,
    lags,
    [Symbol.asyncDispose]: async () => {
      await supervisor.stop();
      await bus.close();
    },
  };
}

/** A node that is connected. */
export async function started(
  name: string,
  broker: TestBroker,
  options: NodeOptions = {},
): Promise<Node> {
  const made = node(name, broker, options);
  await made.supervisor.start();
  await isConnected(made);
  return made;
}

/** Resolves when the node's bridge is connected, and its subscriptions are with the broker. */
export async function isConnected({ bridge }: Node): Promise<void> {
  await new Promise<void>((resolve) => {
    const watch = bridge.state$.subscribe(({ status }) => {
      if (status !== 'connected') return;
      resolve();
      queueMicrotask(() => watch.unsubscribe());
    });
  });
}
