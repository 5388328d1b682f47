import { filter, firstValueFrom, interval, map, NEVER, Subject } from 'rxjs';
import {
  constant,
  createKernel,
  noJitter,
  ofType,
  supervisorService,
  type BusEvent,
  type ChildSpec,
  type KernelContext,
  type KernelService,
  type SupervisorServiceSpec,
} from 'ron-kernel';
import { simulate } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import { quiet } from './quiet.js';

const idle = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, start: () => NEVER });

/** A service that is ready at once and crashes whenever it is told to. */
function fragile(name: string, more: Partial<ChildSpec> = {}) {
  const crash$ = new Subject<void>();
  const start = () =>
    crash$.pipe(
      map((): never => {
        throw new Error(`${name} is broken`);
      }),
    );
  return { service: { name, ...more, start }, crash: () => crash$.next() };
}

const group = (children: readonly ChildSpec[], more = {}): SupervisorServiceSpec =>
  supervisorService({ name: 'group', supervisor: { children, ...more } });

const never = { limit: { restarts: 0, within: 60_000 } };
const later = { backoff: constant({ delay: 600_000, jitter: noJitter }) };

/** A kernel of these services, with what it says on the bus. */
async function node(...services: readonly KernelService[]) {
  const kernel = await createKernel({
    ...quiet,
    services,
    config: { env: {}, reloadOn: [], values: { observability: { enabled: true } } },
  });
  const said: BusEvent[] = [];
  kernel.bus.subscribe((event: BusEvent) => said.push(event));
  const read = async (path: string): Promise<string> =>
    (await fetch(`http://${kernel.address ?? ''}${path}`)).text();
  const missing = (name: string) =>
    firstValueFrom(kernel.readiness$.pipe(filter((verdict) => verdict.missing.join() === name)));
  return {
    kernel,
    said,
    read,
    missing,
    [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose](),
  };
}

describe('a service below a supervisor below the kernel', () => {
  it('makes the node unready when it is quarantined, and is named by its path everywhere', async () => {
    const db = fragile('db', never);
    await using it = await node(group([db.service, idle('api', 'db')]), idle('web', 'group'));
    await it.kernel.start();
    expect(it.kernel.readiness.ready).toBe(true);
    db.crash();
    await it.missing('group/db');
    expect(JSON.parse(await it.read('/readyz?verbose'))).toMatchObject({
      ready: false,
      missing: ['group/db'],
      degraded: [],
      services: [
        { name: 'group', state: 'running', dependsOn: ['group/db', 'group/api'] },
        { name: 'group/db', state: 'quarantined', critical: true, reason: 'db is broken' },
        { name: 'group/api', state: 'running', dependsOn: ['group/db'] },
        { name: 'web', state: 'running', dependsOn: ['group'] },
      ],
    });
    const metrics = (await it.read('/metrics')).split('\n');
    expect(metrics).toContain('service_state{service="group/db",state="quarantined"} 1');
    expect(metrics).toContain('service_state{service="group",state="running"} 1');
    expect(metrics).toContain('service_restarts_total{service="group/db"} 0');
    const about = it.said.filter((event) => 'service' in event && event.service === 'group/db');
    expect(about).toEqual([
      { type: 'kernel.health', service: 'group/db', ok: true },
      { type: 'kernel.service.crashed', service: 'group/db', reason: 'db is broken' },
      { type: 'kernel.health', service: 'group/db', ok: false },
    ]);
  });

  it('is counted and timed when it is restarted', async () => {
    const db = fragile('db', { backoff: constant({ delay: 1, jitter: noJitter }) });
    await using it = await node(group([db.service]));
    await it.kernel.start();
    const again = firstValueFrom(
      it.kernel.supervisor.changes$.pipe(
        filter(({ children: [child] }) => child?.state === 'running' && child.restarts === 1),
      ),
    );
    await it.read('/metrics'); // what is timed is timed from the first scrape on
    db.crash();
    await again;
    const metrics = (await it.read('/metrics')).split('\n');
    expect(metrics).toContain('service_restarts_total{service="group/db"} 1');
    expect(metrics).toContain('service_restart_seconds_count 1');
  });

  it.each([
    ['it is not critical', { critical: false }, {}],
    ['what is above it is not', {}, { critical: false }],
  ])('only degrades the node where %s', async (_, below, above) => {
    const db = fragile('db', { ...never, ...below });
    await using it = await node({ ...group([db.service]), ...above });
    await it.kernel.start();
    db.crash();
    const degraded$ = it.kernel.readiness$.pipe(filter(({ degraded }) => degraded.length > 0));
    const verdict = { ready: true, missing: [], degraded: ['group/db'] };
    expect(await firstValueFrom(degraded$)).toEqual(verdict);
  });

  it('is what those above it wait for while it starts, and what waits for them', async () => {
    const ready$ = new Subject<void>();
    const slow: ChildSpec = {
      name: 'slow',
      readyWhen: 'called',
      start: ({ ready }) => (ready$.subscribe(ready), NEVER),
    };
    await using it = await node(
      supervisorService({ name: 'outer', supervisor: { children: [group([slow])] } }),
      idle('web', 'outer'),
    );
    const starting = it.kernel.start();
    await it.missing('outer/group/slow');
    ready$.next();
    await starting;
    expect(it.kernel.readiness.missing).toEqual([]);
  });

  it('is not to blame where the supervisor above it is down', async () => {
    const db = fragile('db');
    await using it = await node({ ...group([db.service, idle('api')], never), ...later });
    await it.kernel.start();
    db.crash();
    await it.missing('group');
    expect(it.kernel.supervisor.children[0]?.state).toBe('backoff');
    expect(it.kernel.readiness.degraded).toEqual([]);
  });

  it('has the bus, and what it emits is published', async () => {
    const clock = {
      name: 'clock',
      start: () => interval(1).pipe(map((n) => ({ type: 'tick', n }))),
    };
    const echo = {
      name: 'echo',
      start: ({ bus }: KernelContext) =>
        bus.pipe(
          ofType('tick'),
          map(() => ({ type: 'tock' })),
        ),
    };
    const kernel = await createKernel({
      ...quiet,
      config: { env: {}, reloadOn: [] },
      services: [supervisorService({ name: 'group', supervisor: { children: [echo, clock] } })],
    });
    const heard$ = kernel.bus.pipe(filter(({ type }: BusEvent) => type === 'tock'));
    const heard = firstValueFrom(heard$);
    await kernel.start();
    expect(await heard).toEqual({ type: 'tock' });
    await kernel.stop();
  });

  it('counts in a simulation as it does in earnest', async () => {
    let runs = 0;
    const world = ({ random }: { readonly random: () => number }) => {
      const fails = (delay: number) =>
        new Promise<never>((_, reject) => {
          runs += 1;
          setTimeout(() => reject(new Error('broken')), delay);
        });
      const flaky = { name: 'flaky', start: () => fails(1_000 * random()) };
      return { services: [group([flaky, idle('api', 'flaky')])] };
    };
    await simulate({ world, seed: 7, steps: 100 });
    expect(runs).toBeGreaterThan(2);
  });
});
