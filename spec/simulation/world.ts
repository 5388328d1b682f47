import {
  constant,
  exponential,
  ofType,
  type BusEvent,
  type ConfigOf,
  type Kernel,
  type ChildSpec,
  type KernelContext,
  type KernelService,
} from 'ron-kernel';
import type { SimulationGiven, SimulationWorld } from 'ron-kernel/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { delay, filter, interval, map, merge, NEVER, of, throwError, timer, switchMap } from 'rxjs';
import { number, object } from 'yup';

/** What the services of the simulated node say. */
interface Said extends BusEvent {
  readonly type: 'said' | 'asked';
  readonly by: string;
  readonly hops: number;
}

const schema = object({ tag: number().integer().min(0).default(0) });
type AppConfig = ConfigOf<typeof schema>;
type Context = KernelContext<Said, AppConfig>;
/** Of the bus. Small, so that events are lost. */
const CAPACITY = 16;

/** Changes of the config, each with a tag of its own, so that it shows which is in force. */
const GOOD = [
  { supervisor: { restartCap: 2 } },
  { supervisor: { restartCap: 3, restartWindow: '5s' } },
  { supervisor: { backoffBase: '10ms', backoffCap: '200ms', stableAfter: '1s' } },
  { supervisor: { startTimeout: '500ms', stopTimeout: '300ms' } },
  { bus: { lossWarning: '0s' } },
  { bus: { capacity: 32 } },
  { shutdown: { drainDelay: '100ms', deadline: '3s' } },
  {},
].map((keys, at) => ({ ...keys, tag: at + 1 }));
const BAD = [
  { supervisor: { backoffBase: '5s', backoffCap: '1s' } },
  { supervisor: { restartWindow: 'soon' } },
  { supervizor: {} },
  { log: { level: 'loud' } },
].map((keys, at) => ({ ...keys, tag: 100 + at }));
/** Valid, and refused by who has to apply it. */
const REFUSED = [{ tag: 200 }, { supervisor: { restartCap: 4 }, tag: 201 }];

/** A service of one of several kinds, each with its own way to fail. */
function service(
  name: string,
  roll: () => number,
  before: readonly string[],
): KernelService<AppConfig> {
  const pick = <T>(...from: readonly [T, ...T[]]): T =>
    from[Math.floor(roll() * from.length)] ?? from[0];
  const every = 50 + Math.floor(roll() * 2_000);
  const life = () => 5 + Math.floor(roll() * pick(400, 4_000, 60_000));
  const fails = (): boolean => roll() < 0.8;
  const said = (type: Said['type'], hops = 0): Said => ({ type, by: name, hops });
  const fail = (): never => {
    throw new Error(`${name} failed by itself`);
  };
  const kinds = {
    ticker: ({ heartbeat }: Context) =>
      merge(
        interval(every).pipe(map(() => (heartbeat(), said('said')))),
        timer(life()).pipe(
          switchMap(() => (fails() ? throwError(() => new Error(`${name} ran dry`)) : [])),
        ),
      ),
    answerer: ({ bus }: Context) =>
      bus.pipe(
        ofType('said', 'asked'),
        filter(({ by, hops }) => by !== name && hops < 4),
        map(({ hops }) => said('asked', hops + 1)),
      ),
    slowAnswerer: ({ bus }: Context) =>
      bus.pipe(
        ofType('said'),
        filter(({ by }) => by !== name),
        delay(every),
        map(() => said('asked', 4)),
      ),
    promise: async ({ signal, ready }: Context) => {
      await wait(roll() * 20);
      ready();
      await wait(life(), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted && fails()) fail();
    },
    generator: async function* ({ signal, heartbeat }: Context) {
      const end = performance.now() + life();
      while (!signal.aborted && performance.now() < end) {
        await wait(every);
        heartbeat();
        yield said('said');
      }
      if (!signal.aborted && fails()) fail();
    },
    thrower: () => (roll() < 0.2 ? fail() : merge(of(said('said')), NEVER)),
    flood: () =>
      interval(every * 5).pipe(
        switchMap(() => Array.from({ length: Math.floor(roll() * 100) }, () => said('said', 4))),
      ),
  };
  const kind = pick<keyof typeof kinds>(
    ...([
      'ticker',
      'answerer',
      'slowAnswerer',
      'promise',
      'generator',
      'thrower',
      'flood',
    ] as const),
  );
  const policy: Partial<ChildSpec> = pick<Partial<ChildSpec>>(
    {},
    { backoff: constant({ delay: pick(0, 5, 700) }) },
    { backoff: exponential({ base: 50, cap: 2_000 }), limit: { restarts: 3, within: 10_000 } },
    { limit: 'unlimited', backoff: constant({ delay: 300 }) },
    { cooldown: 3_000, limit: { restarts: 2, within: 5_000 } },
    { stableAfter: 0, limit: { restarts: 1, within: 500 } },
  );
  const beats = kind === 'ticker' || kind === 'generator';
  return {
    name,
    ...policy,
    restart: pick('permanent', 'permanent', 'transient'),
    critical: roll() < 0.7,
    stopBy: pick('unsubscribe', 'unsubscribe', 'signal'),
    stopTimeout: pick(0, 200, 5_000),
    ...(beats && roll() < 0.5 ? { heartbeatTimeout: 10_000 } : {}),
    dependsOn: before.filter(() => roll() < 0.3),
    start: (context: Context) => kinds[kind](context),
  };
}

/** What the configs of a node are expected to be, whatever its file comes to hold. */
class ConfigModel {
  private committed = 0;

  /** What is wrong, if anything. */
  check(kernel: Kernel<BusEvent, AppConfig>): string | undefined {
    const { tag, bus } = kernel.config.value;
    const { committed } = this;
    const explained = kernel.config.explain('tag').value;
    if (tag >= 100) return `a config that is not valid is in force: ${tag}`;
    if (bus.capacity !== CAPACITY) return 'a key that takes a restart has changed';
    if (committed !== tag) return `${committed} was committed last, and ${tag} is in force`;
    return explained === tag ? undefined : `${tag} is in force, and ${String(explained)} explained`;
  }

  join(kernel: Kernel<BusEvent, AppConfig>): void {
    this.committed = kernel.config.value.tag;
    kernel.config.onApply({
      name: 'refuses some',
      prepare: ({ tag }) => {
        if (tag >= 200) throw new Error(`${tag} is refused`);
      },
      commit: ({ tag }) => void (this.committed = tag),
    });
  }
}

/** Whether restarts wait no longer than the config in force says. */
class BackoffModel {
  problem: string | undefined;

  constructor(private readonly byConfig: ReadonlySet<string>) {}

  join(kernel: Kernel<BusEvent, AppConfig>): void {
    kernel.supervisor.incidents$.subscribe({
      next: (incident) => {
        if (incident.type !== 'crash' || incident.decision !== 'restart') return;
        const { backoffCap } = kernel.config.value.supervisor;
        const { child, delay = 0 } = incident;
        if (this.byConfig.has(child) && delay > backoffCap) {
          this.problem = `${child} waits ${delay} ms, the cap being ${backoffCap}`;
        }
      },
      error: () => undefined,
    });
  }
}

/** A node of a few services that do all that services do. */
export function world({
  random,
}: SimulationGiven): SimulationWorld<readonly KernelService<AppConfig>[], typeof schema> {
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, 1 + Math.floor(random() * 5));
  const services = names.map((name, at) => service(name, random, names.slice(0, at)));
  const strategies = ['one-for-one', 'one-for-one', 'one-for-all', 'rest-for-one'] as const;
  const strategy = strategies[Math.floor(random() * 4)] ?? 'one-for-one';
  const model = new ConfigModel();
  const backoff = new BackoffModel(
    new Set(services.flatMap((each) => (each.backoff === undefined ? [each.name] : []))),
  );
  const values = {
    bus: { capacity: CAPACITY },
    observability: {
      enabled: random() < 0.5,
      watchdogAddress: random() < 0.3 ? '127.0.0.1:1' : '',
    },
  };
  return {
    services,
    supervision: { strategy },
    config: { schema, values },
    edits: [...GOOD, ...GOOD, ...BAD, ...REFUSED],
    begin: (kernel) => {
      model.join(kernel);
      backoff.join(kernel);
    },
    invariants: {
      'the config is what its model says': ({ kernel }) => model.check(kernel),
      'the backoff is what the config says': () => backoff.problem,
    },
  };
}
