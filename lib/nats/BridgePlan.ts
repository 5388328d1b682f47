import { OptionTypeError } from '../errors.js';
import { knownOptions } from '../internal/knownOptions.js';
import {
  functionOption,
  integerOption,
  methodsOption,
  nameOption,
  show,
  wordOption,
} from '../internal/options.js';
import { exponential, type Backoff } from '../supervision/index.js';
import { bridgeOptionNames } from './bridgeOptionNames.js';
import { jsonCodec, type EventCodec } from './wire/EventCodec.js';
import type { BridgeTrace, NatsBridgeOptions, NatsConnectionOptions } from './NatsBridgeOptions.js';
import type { NatsAuth, NatsTarget, NatsTransport } from './transport/NatsTransport.js';
import { receivePlans, sendPlans, type ReceivePlan, type SendPlan } from './routes.js';

/** {@link NatsBridgeOptions}, checked. */
export interface BridgePlan {
  readonly name: string;
  readonly send: ReadonlyMap<string, SendPlan>;
  readonly receive: readonly ReceivePlan[];
  readonly codec: EventCodec;
  readonly maxHops: number;
  readonly trace: BridgeTrace | undefined;
  readonly critical: boolean;
  readonly backoff: Backoff;
  readonly overflow: 'drop-oldest' | 'drop-newest' | 'latest';
  readonly capacity: number | undefined;
  readonly transport: NatsTransport | undefined;
  /** Where to connect, as the config has it now. */
  readonly target: (config: unknown) => NatsTarget;
}

function serversOption(servers: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(servers) ? servers : [servers];
  if (list.length === 0 || !list.every((server) => typeof server === 'string' && server !== '')) {
    throw new OptionTypeError(
      `servers must be an address such as 'nats://127.0.0.1:4222', or several, got ${show(servers)}`,
    );
  }
  return list.map(String);
}

/** The client would find out only when it connects, and is then asked again and again. */
function authOption(auth: NatsAuth): NatsAuth {
  if ('credentials' in auth && !/JWT-{3}[^]+SEED-{3}/.test(auth.credentials)) {
    throw new OptionTypeError(
      "auth.credentials must be what a '.creds' file holds, a user's JWT and its seed, not its path or anything else",
    );
  }
  return auth;
}

function targetOf(options: NatsBridgeOptions, config: unknown): NatsTarget {
  const { configure, name } = options;
  // What the config holds is known to the user's schema alone.
  const read = configure as ((config: unknown) => NatsConnectionOptions) | undefined;
  const configured = config === undefined ? undefined : read?.(config);
  const { servers, auth, tls } = { ...options, ...configured };
  return {
    name,
    servers: serversOption(servers),
    ...(auth !== undefined && { auth: authOption(auth) }),
    ...(tls !== undefined && { tls }),
  };
}

function codecOption(codec: EventCodec): EventCodec {
  methodsOption('codec', codec, ['encode', 'decode']);
  if (!/^[\w.-]+$/.test(codec.name)) {
    throw new OptionTypeError(
      `codec.name must be letters, digits, '.', '_' and '-', got ${show(codec.name)}`,
    );
  }
  return codec;
}

/** Whether any of it goes through a stream. */
export function needsJetStream({ receive, send }: BridgePlan): boolean {
  return (
    receive.some(({ consuming }) => consuming !== undefined) ||
    [...send.values()].some(({ storing }) => storing !== undefined)
  );
}

/** Checks everything that can be before the bridge starts. */
export function bridgePlan(options: NatsBridgeOptions): BridgePlan {
  knownOptions(options, bridgeOptionNames);
  const { backoff = exponential({ base: 100, cap: 5_000 }), codec = jsonCodec } = options;
  const { configure, critical = true, maxHops = 4, trace, transport } = options;
  nameOption('name', options.name);
  if (configure === undefined) targetOf(options, undefined);
  else functionOption('configure', configure);
  if (trace !== undefined) methodsOption('trace', trace, ['current', 'run']);
  if (transport !== undefined) methodsOption('transport', transport, ['connect']);
  methodsOption('backoff', backoff, ['delay']);
  const overflow = options.overflow ?? 'drop-oldest';
  return {
    name: options.name,
    send: sendPlans(options),
    receive: receivePlans(options),
    codec: codecOption(codec),
    maxHops: integerOption('maxHops', maxHops, 1, 255),
    trace,
    critical,
    backoff,
    overflow: wordOption('overflow', overflow, ['drop-oldest', 'drop-newest', 'latest']),
    capacity: options.capacity,
    transport,
    target: (config) => targetOf(options, config),
  };
}
