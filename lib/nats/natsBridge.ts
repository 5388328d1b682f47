import { randomBytes } from 'node:crypto';
import { BehaviorSubject, defer, mergeMap, Observable, Subject } from 'rxjs';
import { ChildSpecError, OptionTypeError } from '../errors.js';
import { functionOption } from '../internal/options.js';
import type { BusEvent } from '../Kernel.js';
import type { ChildSpec, ServiceContext } from '../supervision/index.js';
import { Askers } from './streams/Askers.js';
import { bridgePlan, needsJetStream } from './BridgePlan.js';
import { BridgeRun, type BridgeMemory, type BridgeSurroundings } from './BridgeRun.js';
import type { BridgeState } from './BridgeState.js';
import type { BridgeStats } from './BridgeStats.js';
import { Counts } from './Counts.js';
import { Gaps } from './wire/Gaps.js';
import { Known } from './streams/Known.js';
import type { NatsBridgeOptions } from './NatsBridgeOptions.js';
import type { NatsTransport } from './transport/NatsTransport.js';
import type { Refusal } from './Refusal.js';

/** What a bridge is handed when it starts: any service's context, and in a kernel what that adds. */
export type NatsBridgeContext = ServiceContext & Partial<BridgeSurroundings>;

/** A bridge as a child, and how it is. */
export interface NatsBridge<E extends BusEvent = BusEvent> extends Omit<ChildSpec, 'start'> {
  /** Starts it; for a supervisor. What it receives is published on the bus, not emitted. */
  readonly start: (context: NatsBridgeContext) => Observable<E>;
  /** How it stands with its broker, now and whenever that changes. */
  readonly state$: Observable<BridgeState>;
  /** What it sets aside, as it does; counted in `stats()`. */
  readonly refused$: Observable<Refusal>;
  /** Its account. */
  stats(): BridgeStats;
  /**
   * Asks for each event of some types that are received at least once, while it is subscribed to: an event counts as
   * had when what `handle` began is done. What it throws or fails with has the event handed out again, to
   * those alone who don't have it, and makes a dead letter of it in the end. Handlers of different events run at the
   * same time, up to the route's `maxInFlight`.
   *
   * Nothing is taken from a stream while nobody asks. The bus has each event as well, once, as far as this process
   * remembers; nobody waits for its subscribers. An event that this node sent itself isn't published again, but
   * handled like any other.
   *
   * @param types - the types' `type`, of routes with `delivery: 'at-least-once'`
   * @param handle - what is to be done with an event; an observable, a promise or an async iterable is waited for. An
   * event may come again, so doing it twice must do no harm
   * @param options - with an aborted `signal`, what is in hand is finished, and it completes; unsubscribing gives that back at once
   * @returns emits nothing; subscribe to it, or let it be a service
   * @throws {@link OptionTypeError} for a type that isn't received at least once
   *
   * @example
   * ```ts
   * import { createKernel } from 'ron-kernel';
   * import { natsBridge } from 'ron-kernel/nats';
   * import { natsDouble } from 'ron-kernel/testing';
   *
   * type Order = { readonly type: 'order'; readonly id: string };
   *
   * const broker = natsDouble(); // leave transport out for a real one
   * broker.stream({ name: 'ORDERS', subjects: ['ron.order', 'dead.ron.order'] });
   * const bridge = natsBridge<Order>({
   *   name: 'nats',
   *   servers: 'nats://127.0.0.1:4222',
   *   send: [{ type: 'order', delivery: 'at-least-once', id: (order: Order) => order.id }],
   *   receive: [{ type: 'order', delivery: 'at-least-once', durable: 'billing' }],
   *   transport: broker.transport('here'),
   * });
   * const charge = async (order: Order) => console.log(`charged ${order.id}`); // charged A-1
   * const billing = {
   *   name: 'billing',
   *   start: ({ signal }: { signal: AbortSignal }) => bridge.acknowledged('order', charge, { signal }),
   *   stopBy: 'signal',
   * } as const;
   * const config = { values: { log: { level: 'warn' } } };
   * await using kernel = await createKernel({ config, services: [bridge, billing] });
   * await kernel.start();
   * kernel.bus.publish({ type: 'order', id: 'A-1' });
   * ```
   */
  acknowledged<T extends E['type']>(
    types: T | readonly T[],
    handle: (event: Extract<E, { readonly type: T }>) => unknown,
    options?: AcknowledgedOptions,
  ): Observable<never>;
}

/** Options of {@link NatsBridge.acknowledged}. */
export interface AcknowledgedOptions {
  /** Once it is aborted, no more is taken, and what is in hand is finished. Default none. */
  readonly signal?: AbortSignal;
}

async function loadTransport(jetStream: boolean): Promise<NatsTransport> {
  const { realTransport } = await import('./client/realTransport.js');
  return realTransport(jetStream);
}

/**
 * A bridge between this node's bus and those of others, through a NATS broker: a service like any
 * other, which sends the types of events named in `send` and publishes those named in `receive`.
 *
 * Delivery is at most once; at least once, through a JetStream stream, for routes that say so. While the broker
 * is away, events wait in a bounded outbox, a subscriber of the bus under the bridge's name (`<name>.<type>` for
 * a type that is stored): what it drops is in the bus's `stats()`, on `lag$` and in `bus_lagged_total`. What comes in is published at once and waits nowhere. `stats()` accounts for
 * everything between: what the broker confirmed, what was under way when a connection broke, and what
 * others sent and never arrived.
 *
 * It connects anew by itself, whatever became of the broker; only a refused password or token, a user without
 * the right to what it sends or receives, and at the start a missing stream or what `configure` can't have meant,
 * is a crash. A broker says that an event may not be published when it comes: neither that one nor what is under
 * way with it is then `confirmed`. In a kernel the broker is a health check, `<name>.broker`. Put it first among
 * the services: it then stops last, and sends what the others said at their end. Asked to stop, it takes what is
 * on its way in and sends what is pending, as long as its `stopTimeout` allows.
 *
 * An event never comes back: each carries the id of the node it began on, and how often it was sent
 * on. A node with two bridges sends on through one what it got by the other.
 *
 * @param options - a name, where the broker is, and which events cross
 * @returns the spec of a child, with `stats()`, `state$` and `refused$`
 * @throws {@link OptionTypeError}, {@link OptionRangeError} or {@link ChildSpecError} when an option can't work
 *
 * @example
 * ```ts
 * import { createKernel } from 'ron-kernel';
 * import { natsBridge } from 'ron-kernel/nats';
 * import { natsDouble } from 'ron-kernel/testing';
 *
 * type Reading = { readonly type: 'reading'; readonly celsius: number };
 *
 * const broker = natsDouble(); // leave transport out for a real one
 * const node = (name: string) =>
 *   createKernel({
 *     config: { values: { log: { level: 'warn' } } },
 *     services: [
 *       natsBridge<Reading>({
 *         name,
 *         servers: 'nats://127.0.0.1:4222',
 *         send: ['reading'],
 *         receive: ['reading'],
 *         transport: broker.transport(name),
 *       }),
 *     ],
 *   });
 * await using here = await node('here');
 * await using there = await node('there');
 * await Promise.all([here.start(), there.start()]);
 *
 * there.bus.subscribe((event) => console.log(event)); // { type: 'reading', celsius: 21.5 }
 * here.bus.publish({ type: 'reading', celsius: 21.5 });
 * ```
 */
export function natsBridge<E extends BusEvent = BusEvent>(
  options: NatsBridgeOptions<E>,
): NatsBridge<E> {
  const plan = bridgePlan(options);
  const memory: BridgeMemory = {
    sender: randomBytes(8).toString('hex'),
    counts: new Counts(),
    gaps: new Gaps(),
    askers: new Askers(),
    known: new Known(),
    sequences: new Map(),
    state$: new BehaviorSubject<BridgeState>({ status: 'idle' }),
    refused$: new Subject<Refusal>(),
  };
  const start = (context: NatsBridgeContext, transport: NatsTransport): Observable<never> =>
    new Observable((subscriber) => {
      const bus = options.bus ?? context.bus;
      if (bus === undefined) {
        throw new ChildSpecError(
          `'${plan.name}' has no bus; a bare Supervisor's bridge needs one as its option`,
        );
      }
      const { config, health } = context;
      plan.target(config?.value); // one that can't be is no broker that is away
      const bridge = new BridgeRun(plan, memory, context, { bus, config, health }, transport);
      bridge.begin(subscriber);
      return () => bridge.end();
    });
  return {
    ...childOf(options),
    start: (context) =>
      plan.transport === undefined
        ? defer(() => loadTransport(needsJetStream(plan))).pipe(
            mergeMap((transport) => start(context, transport)),
          )
        : start(context, plan.transport),
    readyWhen: 'called',
    stopBy: 'signal',
    state$: memory.state$.asObservable(),
    refused$: memory.refused$.asObservable(),
    stats: () => memory.counts.stats(),
    acknowledged: (types, handle, { signal } = {}) => {
      functionOption('handle', handle);
      const asked: readonly string[] = typeof types === 'string' ? [types] : types;
      for (const type of asked) {
        const kept = plan.receive.some((route) => route.type === type && route.consuming);
        if (kept) continue;
        throw new OptionTypeError(
          `'${type}' isn't received at least once; '${plan.name}' needs { type: '${type}', delivery: 'at-least-once', durable } in receive`,
        );
      }
      // Of the types asked for, as readEvent saw to.
      return memory.askers.ask(asked, handle as (event: BusEvent) => unknown, signal);
    },
  };
}

/** What of the options is a child's. */
function childOf(options: NatsBridgeOptions): Omit<ChildSpec, 'start'> {
  const { bus, capacity, codec, configure, maxHops, overflow, prefix, receive, send, ...rest } =
    options;
  const { auth, servers, tls, trace, transport, ...child } = rest;
  return child;
}
