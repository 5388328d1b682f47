import { concat, ignoreElements, map, NEVER, of, tap, timer, VirtualTimeScheduler } from 'rxjs';
import {
  ChildSpecError,
  ChildStartError,
  constant,
  RestartLimitExceededError,
  Supervisor,
  supervisorService,
  SupervisorStateError,
  type ChildSpec,
  type Incident,
  type ServiceContext,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles, memoryLogger, traced } from './support.js';

const quiet = (name: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name,
  start: () => NEVER,
  ...more,
});

describe('supervisorService', () => {
  it('is ready when its children are, and shows their states', () => {
    marbles(({ flush }) => {
      const { supervisor, trace } = traced({
        children: [
          supervisorService({
            name: 'tree',
            supervisor: {
              children: [
                {
                  name: 'slow',
                  start: ({ ready }) => concat(timer(3).pipe(tap(ready), ignoreElements()), NEVER),
                },
                quiet('leaf'),
              ],
            },
          }),
          quiet('after'),
        ],
      });
      void supervisor.start();
      flush();
      expect(trace.filter((line) => line.startsWith('3'))).toContain('3 after starting');
      expect(supervisor.children[0]).toMatchObject({
        name: 'tree',
        state: 'running',
        children: [
          { name: 'slow', state: 'running' },
          { name: 'leaf', state: 'running' },
        ],
      });
    });
  });

  it('restarts its own children by its own strategy, and tells the incidents above', () => {
    marbles(({ cold, flush }) => {
      const runs = [cold('-#')];
      const { supervisor, now } = traced({
        children: [
          quiet('a'),
          supervisorService({
            name: 'tree',
            supervisor: {
              strategy: 'one-for-all',
              children: [quiet('x'), { name: 'y', start: () => runs.shift() ?? NEVER }],
            },
          }),
        ],
      });
      const incidents: Incident[] = [];
      supervisor.incidents$.subscribe((incident) => incidents.push(incident));
      void supervisor.start();
      flush();
      expect(incidents).toMatchObject([{ child: 'tree/y', at: 1, decision: 'restart', delay: 2 }]);
      expect(now()).toEqual(['a running', 'tree running']);
      const tree = supervisor.children[1];
      expect(tree?.generation).toBe(1);
      expect(tree?.children.map(({ generation }) => generation)).toEqual([2, 2]);
    });
  });

  it('escalates: past its limit it stops its children and crashes, and is restarted whole', () => {
    marbles(({ cold, flush }) => {
      const runs = [cold('-#'), cold('-#')];
      const { supervisor, trace } = traced({
        children: [
          supervisorService({
            name: 'tree',
            supervisor: {
              limit: { restarts: 1, within: 100 },
              children: [quiet('x'), { name: 'y', start: () => runs.shift() ?? NEVER }],
            },
          }),
        ],
      });
      const errors: unknown[] = [];
      const decisions: string[] = [];
      supervisor.incidents$.subscribe((incident) => {
        if (incident.type !== 'crash') return;
        decisions.push(`${incident.child}: ${incident.decision}`);
        if (incident.child === 'tree') errors.push(incident.error);
      });
      void supervisor.start();
      flush();
      expect(errors).toEqual([
        new RestartLimitExceededError('the group', 1, 100, "'y': error", { cause: 'error' }),
      ]);
      expect(decisions).toEqual(['tree/y: restart', 'tree/y: escalate', 'tree: restart']);
      expect([...new Set(trace)].filter((line) => !line.startsWith('0'))).toEqual([
        '4 tree backoff',
        '6 tree starting',
        '6 tree running',
      ]);
      expect(supervisor.children[0]?.children.map(({ state }) => state)).toEqual([
        'running',
        'running',
      ]);
    });
  });

  it('escalates all the way up', () => {
    marbles(({ cold, flush }) => {
      const level = (name: string, child: ChildSpec): ChildSpec =>
        supervisorService({
          name,
          supervisor: { limit: { restarts: 1, within: 1_000 }, children: [child] },
        });
      const leaf = { name: 'leaf', limit: 'unlimited' as const, start: () => cold('-#') };
      const { supervisor } = traced({
        limit: { restarts: 1, within: 1_000 },
        children: [level('outer', level('inner', leaf))],
      });
      let leaves = 0;
      supervisor.incidents$.subscribe(({ child }) => (leaves += child.endsWith('leaf') ? 1 : 0));
      const ends: unknown[] = [];
      supervisor.end$.subscribe({ error: (error: unknown) => ends.push(error) });
      void supervisor.start();
      flush();
      expect(ends).toHaveLength(1);
      expect(ends[0]).toBeInstanceOf(RestartLimitExceededError);
      // Two in each of two runs of the inner supervisor, in each of two of the outer.
      expect(leaves).toBe(8);
    });
  });

  it.each([
    ['permanent', 'running'],
    ['transient', 'completed'],
  ] as const)('that shuts itself down is, when %s, %s', (restart, state) => {
    marbles(({ cold, flush }) => {
      const runs = [cold('-|')];
      const { supervisor, now } = traced({
        children: [
          supervisorService({
            name: 'tree',
            restart,
            supervisor: {
              autoShutdown: 'any-significant',
              children: [
                {
                  name: 'job',
                  restart: 'transient',
                  significant: true,
                  start: () => runs.shift() ?? NEVER,
                },
              ],
            },
          }),
        ],
      });
      void supervisor.start();
      flush();
      expect(now()).toEqual([`tree ${state}`]);
    });
  });

  it('stops its children in reverse, and is waited for', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        children: [
          quiet('a'),
          supervisorService({
            name: 'tree',
            supervisor: {
              children: [{ name: 'x', stopBy: 'signal', stopTimeout: 7, start: () => cold('-') }],
            },
          }),
        ],
      });
      void supervisor.start();
      timer(1).subscribe(() => void supervisor.stop());
      flush();
      expect([...new Set(trace)].slice(-4)).toEqual([
        '1 tree stopping',
        '8 tree stopped',
        '8 a stopping',
        '8 a stopped',
      ]);
    });
  });

  it('stops within the deadline of the whole', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        children: [
          supervisorService({
            name: 'tree',
            supervisor: { children: [{ name: 'x', stopBy: 'signal', start: () => cold('-') }] },
          }),
        ],
      });
      void supervisor.start();
      void supervisor.stop({ timeout: 10 });
      flush();
      expect(trace.at(-1)).toBe('10 tree stopped');
    });
  });

  it('whose child doesn’t start fails to start', async () => {
    const { supervisor } = traced({
      children: [
        supervisorService({
          name: 'tree',
          supervisor: {
            children: [
              {
                name: 'x',
                start: () => {
                  throw new Error('no');
                },
              },
            ],
          },
        }),
      ],
    });
    await expect(supervisor.start()).rejects.toThrow(
      "'tree' failed to start: 'x' failed to start: no",
    );
    await expect(supervisor.start()).rejects.toBeInstanceOf(ChildStartError);
  });

  it('hands its children what the contexts above it hold', async () => {
    const seen: unknown[] = [];
    const supervisor = new Supervisor({
      logger: memoryLogger(),
      context: (child) => ({ greeting: `hello ${child}` }),
      children: [
        supervisorService({
          name: 'tree',
          supervisor: {
            children: [
              {
                name: 'leaf',
                start: ({ name, greeting }: ServiceContext & { greeting: string }) => {
                  seen.push([name, greeting]);
                  return of(1);
                },
                restart: 'transient',
              },
            ],
          },
        }),
      ],
    });
    await supervisor.start();
    await supervisor.stop();
    expect(seen).toEqual([['leaf', 'hello tree/leaf']]);
  });

  it('has its children restarted by the clock of the one above it', () => {
    const scheduler = new VirtualTimeScheduler();
    const starts: number[] = [];
    const start = () => {
      starts.push(scheduler.now());
      const crash$ = timer(10, scheduler).pipe(map(() => JSON.parse('not JSON') as unknown));
      return starts.length < 3 ? crash$ : NEVER;
    };
    const backoff = constant({ delay: 60_000 });
    const supervisor = new Supervisor({
      logger: memoryLogger(),
      scheduler,
      children: [
        supervisorService({
          name: 'tree',
          supervisor: {
            limit: { restarts: 5, within: 1_000 },
            children: [{ name: 'leaf', backoff, start }],
          },
        }),
      ],
    });
    supervisor.start().catch(() => undefined);
    scheduler.flush();
    expect(starts).toEqual([0, 60_010, 120_020]);
  });

  it('can’t be started but by a supervisor', () => {
    const { start } = supervisorService({ name: 'tree', supervisor: { children: [quiet('a')] } });
    expect(() => start({} as ServiceContext)).toThrow(SupervisorStateError);
  });

  it('refuses what can’t work where it is made', () => {
    const make = (): unknown =>
      supervisorService({ name: 'tree', supervisor: { children: [quiet('a'), quiet('a')] } });
    expect(make).toThrow(ChildSpecError);
  });
});
