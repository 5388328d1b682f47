import { ChildSpecError, OptionTypeError } from '../errors.js';
import { knownOptions, type OptionNames } from '../internal/knownOptions.js';
import {
  functionOption,
  integerOption,
  methodsOption,
  millisecondsOption,
  nameOption,
  show,
  wordOption,
} from '../internal/options.js';
import type { BusEvent } from '../Kernel.js';
import { exponential, type Backoff } from '../supervision/index.js';
import { receiveRouteNames, sendRouteNames } from './bridgeOptionNames.js';
import type { NatsBridgeOptions, ReceiveRoute, SendRoute } from './NatsBridgeOptions.js';

/** A {@link SendRoute}, checked. */
export interface SendPlan {
  readonly type: string;
  readonly schema: number;
  /** All it goes to, in one: with a wildcard where it is spread. */
  readonly subject: string;
  /** How it is stored, where it is delivered at least once. */
  readonly storing: StoringPlan | undefined;
  /** Where an event goes. */
  readonly subjectOf: (event: BusEvent) => string;
}

/** What of a {@link SendRoute} is about its stream, checked. */
export interface StoringPlan {
  readonly maxInFlight: number;
  /** What the stream is to know the event by, if its user says. */
  readonly idOf: ((event: BusEvent) => string) | undefined;
}

/** A {@link ReceiveRoute}, checked. */
export interface ReceivePlan {
  readonly type: string;
  /** What is subscribed to. */
  readonly subjects: readonly string[];
  readonly queue: string | undefined;
  readonly schemas: ReadonlySet<number>;
  readonly guard: ((event: object) => boolean) | undefined;
  /** How it is taken from its stream, where it is delivered at least once. */
  readonly consuming: ConsumingPlan | undefined;
}

/** What of a {@link ReceiveRoute} is about its stream, checked. */
export interface ConsumingPlan {
  readonly durable: string;
  readonly maxInFlight: number;
  readonly ackWait: number;
  readonly maxDeliver: number;
  readonly redelivery: Backoff;
  readonly deadLetter: string | undefined;
}

const MAX_SHARDS = 65_536;
const MAX_IN_FLIGHT = 65_536;
const REDELIVERY = exponential({ base: 1_000, cap: 60_000 });
const DELIVERIES = ['at-most-once', 'at-least-once'] as const;

function subjectOption(name: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[^\s.*>]+(\.[^\s.*>]+)*$/.test(value)) {
    throw new OptionTypeError(
      `${name} must be words with dots between them, without spaces, '*' or '>', got ${show(value)}`,
    );
  }
  return value;
}

/** A route of which all is known. */
function routeOption<Route extends object>(
  at: string,
  route: Route,
  names: OptionNames<Route>,
): Route {
  knownOptions(route, names, at);
  return route;
}

/** FNV-1a: the same shard for a key on every node, in any version. */
function shardOf(key: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shards;
}

/** Whether it is delivered at least once; else, nothing may be said about that. */
function atLeastOnce(
  at: string,
  route: SendRoute | ReceiveRoute,
  only: readonly string[],
): boolean {
  const { delivery = 'at-most-once' } = route;
  if (wordOption(`${at}.delivery`, delivery, DELIVERIES) === 'at-least-once') return true;
  for (const name of only) {
    if (name in route) throw new OptionTypeError(`${at}.${name} needs delivery: 'at-least-once'`);
  }
  return false;
}

function storingPlan(at: string, route: SendRoute): StoringPlan | undefined {
  if (!atLeastOnce(at, route, ['id', 'maxInFlight'])) return undefined;
  const { id, maxInFlight = 256 } = route;
  if (id !== undefined) functionOption(`${at}.id`, id);
  return {
    maxInFlight: integerOption(`${at}.maxInFlight`, maxInFlight, 1, MAX_IN_FLIGHT),
    idOf: id as ((event: BusEvent) => string) | undefined, // of the events of this route
  };
}

function sendPlan(at: string, type: string, subject: string, route: SendRoute): SendPlan {
  const { schema = 1, key, shards } = route;
  integerOption(`${at}.schema`, schema, 0, Number.MAX_SAFE_INTEGER);
  const plan = { type, schema, storing: storingPlan(at, route) };
  if (key === undefined && shards === undefined) {
    return { ...plan, subject, subjectOf: () => subject };
  }
  if (key === undefined || shards === undefined) {
    throw new OptionTypeError(`${at} needs both key and shards, or neither`);
  }
  functionOption(`${at}.key`, key);
  const count = integerOption(`${at}.shards`, shards, 1, MAX_SHARDS);
  const names = Array.from({ length: count }, (_, shard) => `${subject}.${shard}`);
  const keyOf = key as (event: BusEvent) => string; // of the events of this route
  const subjectOf = (event: BusEvent): string => names[shardOf(keyOf(event), count)] ?? subject;
  return { ...plan, subject: `${subject}.*`, subjectOf };
}

/** What is sent: type → plan. */
export function sendPlans({
  send = [],
  prefix = 'ron',
}: NatsBridgeOptions): ReadonlyMap<string, SendPlan> {
  const plans = new Map<string, SendPlan>();
  send.forEach((given, index) => {
    const at = `send[${String(index)}]`;
    const route: SendRoute =
      typeof given === 'string' ? { type: given } : routeOption(at, given, sendRouteNames);
    const type = nameOption(`${at}.type`, route.type);
    if (plans.has(type)) throw new ChildSpecError(`${at} names the type ${show(type)} again`);
    const subject = subjectOption(`${at}.subject`, route.subject ?? `${prefix}.${type}`);
    plans.set(type, sendPlan(at, type, subject, route));
  });
  return plans;
}

function subjectsOf(at: string, subject: string, shards: ReceiveRoute['shards']): string[] {
  if (shards === undefined) return [subject];
  if (shards === 'all') return [`${subject}.*`];
  if (!Array.isArray(shards) || shards.length === 0) {
    throw new OptionTypeError(`${at}.shards must be 'all' or numbers of shards`);
  }
  return shards.map(
    (shard) => `${subject}.${integerOption(`${at}.shards`, shard, 0, MAX_SHARDS - 1)}`,
  );
}

const CONSUMING = [
  ...['durable', 'maxInFlight', 'ackWait', 'maxDeliver', 'redelivery', 'deadLetter'],
] as const;

function consumingPlan(
  at: string,
  subject: string,
  route: ReceiveRoute,
): ConsumingPlan | undefined {
  if (!atLeastOnce(at, route, CONSUMING)) return undefined;
  const { ackWait = 30_000, durable, maxDeliver = 5, maxInFlight = 256, queue } = route;
  const { deadLetter = `dead.${subject}`, redelivery = REDELIVERY } = route;
  if (typeof durable !== 'string' || !/^[\w-]+$/.test(durable)) {
    throw new OptionTypeError(
      `${at}.durable must be letters, digits, '_' and '-', got ${show(durable)}`,
    );
  }
  if (queue !== undefined) {
    throw new OptionTypeError(`${at} needs no queue: nodes with the same durable share the work`);
  }
  methodsOption(`${at}.redelivery`, redelivery, ['delay']);
  return {
    durable,
    maxInFlight: integerOption(`${at}.maxInFlight`, maxInFlight, 1, MAX_IN_FLIGHT),
    ackWait: millisecondsOption(`${at}.ackWait`, ackWait, 100),
    maxDeliver: integerOption(`${at}.maxDeliver`, maxDeliver, 1, 1_000),
    redelivery,
    deadLetter: deadLetter === false ? undefined : subjectOption(`${at}.deadLetter`, deadLetter),
  };
}

/** What is received. */
export function receivePlans({ receive = [], prefix = 'ron' }: NatsBridgeOptions): ReceivePlan[] {
  const taken = new Set<string>();
  return receive.map((given, index) => {
    const at = `receive[${String(index)}]`;
    const route: ReceiveRoute =
      typeof given === 'string' ? { type: given } : routeOption(at, given, receiveRouteNames);
    const { schemas = [1], queue, guard } = route;
    const type = nameOption(`${at}.type`, route.type);
    const subject = subjectOption(`${at}.subject`, route.subject ?? `${prefix}.${type}`);
    if (taken.has(subject))
      throw new ChildSpecError(`${at} has the subject ${show(subject)} again`);
    taken.add(subject);
    for (const schema of schemas) {
      integerOption(`${at}.schemas`, schema, 0, Number.MAX_SAFE_INTEGER);
    }
    if (queue !== undefined) subjectOption(`${at}.queue`, queue);
    if (guard !== undefined) functionOption(`${at}.guard`, guard);
    const subjects = subjectsOf(at, subject, route.shards);
    const consuming = consumingPlan(at, subject, route);
    return { type, subjects, queue, schemas: new Set(schemas), guard, consuming };
  });
}
