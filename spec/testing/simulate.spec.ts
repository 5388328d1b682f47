import { setTimeout as wait } from 'node:timers/promises';
import { OptionRangeError, OptionTypeError, type Kernel } from 'ron-kernel';
import { simulate, SimulationFailedError, type SimulationFailure } from 'ron-kernel/testing';
import { interval, map, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';

// What the simulation replaces; outside of one, nothing here is drawn.
/* eslint-disable no-restricted-properties, @typescript-eslint/unbound-method */
const globals = (): unknown[] => [setTimeout, Date, Math.random, performance.now];
const virtualRandom = (): number => Math.random();
/* eslint-enable no-restricted-properties, @typescript-eslint/unbound-method */

const ticker = (name = 'ticker') => ({
  name,
  start: () => interval(100).pipe(map((number) => ({ type: 'tick', number }))),
});
const idle = { name: 'idle', start: () => NEVER };

async function failureOf(simulation: Promise<unknown>): Promise<SimulationFailure> {
  const error: unknown = await simulation.catch((failure: unknown) => failure);
  if (error instanceof SimulationFailedError) return error.failure;
  throw new Error(`it did not fail: ${String(error)}`);
}

describe('simulate', () => {
  it('runs services through hours in seconds, and tells what happened', async () => {
    const began = performance.now();
    const report = await simulate({
      steps: 40,
      pace: 60_000,
      world: () => ({
        services: [
          { ...ticker(), start: () => interval(60_000).pipe(map(() => ({ type: 'tick' }))) },
        ],
      }),
    });
    expect(report).toMatchObject({ seed: 1, steps: 40 });
    expect(report.elapsed).toBeGreaterThan(600_000);
    expect(report.elapsed).toBeGreaterThan(performance.now() - began);
    expect(report.events).toBeGreaterThan(10);
    expect(report.starts).toBeGreaterThan(1);
  });

  it('makes a world for each node, with numbers that follow from the seed', async () => {
    const worlds = async (seed: number): Promise<number[]> => {
      const numbers: number[] = [];
      const world = ({ random }: { random: () => number }) => {
        numbers.push(random());
        return { services: [idle] };
      };
      const { nodes } = await simulate({ seed, steps: 60, chaos: { stop: 100 }, world });
      expect(numbers).toHaveLength(nodes);
      return numbers;
    };
    const once = await worlds(5);
    expect(new Set(once).size).toBe(once.length);
    expect(once.length).toBeGreaterThan(2);
    expect(await worlds(5)).toEqual(once);
    expect(await worlds(6)).not.toEqual(once);
  });

  it('makes no move whose share is 0', async () => {
    const { moves } = await simulate({
      steps: 100,
      chaos: { crash: 0, burst: 0, stop: 0, edit: 0, subscribe: 0 },
      world: () => ({ services: [idle] }),
    });
    for (const move of ['crash', 'burst', 'stop', 'edit', 'subscribe', 'leave', 'stall'] as const) {
      expect(moves[move]).toBeUndefined();
    }
    expect(moves.reload).toBeGreaterThan(0);
  });

  it('has the config come from values and edits, through the schema of the kernel', async () => {
    const seen = new Set<number>();
    await simulate({
      steps: 200,
      world: () => ({
        services: [idle],
        config: { values: { supervisor: { restartCap: 7 } } },
        edits: [{ supervisor: { restartCap: 8 } }, { supervisor: { restartCap: -1 } }],
        invariants: {
          'no bad config': ({ kernel }) => void seen.add(kernel.config.value.supervisor.restartCap),
        },
      }),
    });
    expect([...seen].sort()).toEqual([7, 8]);
  });

  it('asks its own invariants about a kernel, a time and a step', async () => {
    const kernels = new Set<Kernel>();
    const moments: [time: number, step: number][] = [];
    await simulate({
      steps: 50,
      chaos: { stop: 0 },
      world: () => ({
        services: [ticker()],
        begin: (kernel) => void kernels.add(kernel),
        invariants: {
          'time goes on': ({ kernel, time, step }) => {
            expect(kernels).toContain(kernel);
            moments.push([time, step]);
          },
        },
      }),
    });
    expect(moments.length).toBeGreaterThan(20);
    expect(moments).toEqual([...moments].sort(([a], [b]) => a - b));
    expect(moments.at(-1)?.[1]).toBe(50);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('five is too many');
      },
      'five is too many',
    ],
    ['says so in words', () => 'five is too many', 'five is too many'],
    ['returns false', () => false, 'it does not hold'],
  ])('fails when an invariant of its own %s', async (_, broken, problem) => {
    const failure = await failureOf(
      simulate({
        seed: 9,
        steps: 300,
        shrink: false,
        world: () => {
          let crashes = 0;
          return {
            services: [ticker()],
            begin: (kernel) => {
              kernel.bus.subscribe(({ type }) => {
                if (type === 'kernel.service.crashed') crashes += 1;
              });
            },
            invariants: { 'at most four crashes': () => (crashes < 5 ? true : broken()) },
          };
        },
      }),
    );
    expect(failure).toMatchObject({ invariant: 'at most four crashes', problem, seed: 9 });
  });

  it('tells how to see a failure again, and sees it again so', async () => {
    const world = () => {
      let ended = 0;
      const service = { name: 'mortal', start: () => NEVER };
      return {
        services: [service],
        begin: ({ supervisor }: Kernel) => {
          supervisor.changes$.subscribe(({ state }) => {
            if (state === 'backoff') ended += 1;
          });
        },
        invariants: { 'nobody dies': () => ended === 0 },
      };
    };
    const error = await simulate({ seed: 3, world }).catch((failure: unknown) => failure);
    if (!(error instanceof SimulationFailedError)) throw error;
    const { failure } = error;
    const { seed, steps, only } = failure;
    expect(error.message).toContain(
      `simulate({ seed: 3, steps: ${steps}, only: [${only.join(', ')}], … })`,
    );
    expect(only).toHaveLength(1);
    expect(await failureOf(simulate({ seed, steps, only, world }))).toEqual(failure);
  });

  it('leaves a failure as it is found where asked to', async () => {
    const world = () => ({
      services: [idle],
      invariants: { 'ten steps at most': ({ step }: { step: number }) => step <= 60 },
    });
    const found = await failureOf(simulate({ world, shrink: false, chaos: { burst: 10_000 } }));
    expect(found.only.length).toBeGreaterThan(50);
    expect(found.steps).toBeGreaterThan(60);
    expect(found.trace.length).toBeLessThanOrEqual(25);
    const reduced = await failureOf(simulate({ world, chaos: { burst: 10_000 } }));
    expect(reduced.only).toEqual([]);
    expect(reduced.trace).toEqual([]);
  });

  it('fails on an error that nobody catches, a service that is restarted too soon aside', async () => {
    const { invariant, problem } = await failureOf(
      simulate({
        steps: 50,
        world: () => ({
          services: [idle],
          begin: (kernel) => {
            kernel.bus.subscribe(() => {
              throw new Error('planted');
            });
          },
        }),
      }),
    );
    expect(invariant).toBe('every error is caught');
    expect(problem).toContain('planted');
  });

  it('leaves to a world’s own onError what subscribers throw', async () => {
    const told = new Set<string>();
    await simulate({
      steps: 50,
      world: () => ({
        services: [idle],
        bus: { onError: (error: unknown) => void told.add(String(error)) },
        begin: (kernel) => {
          kernel.bus.subscribe(() => {
            throw new Error('planted');
          });
        },
      }),
    });
    expect([...told]).toEqual(['Error: planted']);
  });

  it('fails when a service holds up a stop and a person said that it may not', async () => {
    const failure = await failureOf(
      simulate({
        steps: 100,
        chaos: { stop: 100 },
        world: () => ({
          services: [idle],
          begin: (kernel) => {
            // Kept for ever: whoever makes a kernel has to give it back.
            kernel.bus.subscribe();
            setInterval(() => undefined, 1_000);
          },
        }),
      }),
    );
    expect(failure.invariant).toBe('a stop comes to its end, in time and with nothing left');
    expect(failure.problem).toContain('"timers":"1"');
  });

  it('has one simulation at a time, and real time before, between and after', async () => {
    const before = globals();
    const order: number[] = [];
    const run = (seed: number) =>
      simulate({
        seed,
        steps: 20,
        world: () => ({ services: [ticker()], begin: () => void order.push(seed) }),
        chaos: { stop: 0 },
      });
    const failing = (): Promise<unknown> =>
      simulate({ world: () => ({ invariants: { never: () => false } }), shrink: false });
    const all = [run(1), failing().catch(() => order.push(2)), run(3)];
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
    expect(globals()).toEqual(before);
    await wait(1);
  });

  it('has time be virtual for whoever asks, and random numbers follow from the seed', async () => {
    const seen: unknown[] = [];
    const world = () => ({
      services: [
        {
          name: 'clockwork',
          start: async function* () {
            for (;;) {
              const began = performance.now();
              await wait(60_000);
              const since = new Date(2030, 0);
              seen.push(performance.now() - began >= 60_000, Date.now() > 0, since.getFullYear());
              seen.push(virtualRandom(), typeof Date(), new Date().getTime() === Date.now());
              yield { type: 'minute' };
            }
          },
        },
      ],
    });
    const options = { world, steps: 60, pace: 10_000, chaos: { stop: 0, 'clock-jump': 0 } };
    await simulate(options);
    const first = seen.splice(0);
    expect(first.length).toBeGreaterThan(10);
    expect(first.slice(0, 3)).toEqual([true, true, 2030]);
    expect(first.slice(4, 6)).toEqual(['string', true]);
    await simulate(options);
    expect(seen).toEqual(first);
  });

  it.each([
    ['world', { world: 5 }, OptionTypeError],
    ['seed', { seed: -1 }, OptionRangeError],
    ['seed', { seed: 1.5 }, OptionRangeError],
    ['steps', { steps: 0 }, OptionRangeError],
    ['pace', { pace: 0 }, OptionRangeError],
    ['only', { only: 'all' }, OptionTypeError],
    ['chaos', { chaos: 5 }, OptionTypeError],
    ['chaos.crash', { chaos: { crash: -1 } }, OptionRangeError],
    ["chaos has no move 'explode'", { chaos: { explode: 1 } }, OptionTypeError],
  ])('names an option that can not work: %s', async (name, options, type) => {
    const all = { world: () => ({ services: [idle] }), ...options };
    const error: unknown = await simulate(all as Parameters<typeof simulate>[0]).catch(
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain(name);
  });

  it('takes a service that is an instance of a class, as a kernel does', async () => {
    class Counter {
      readonly name = 'counter';
      private readonly restarts: number[] = [];

      start() {
        this.restarts.push(this.restarts.length);
        return NEVER;
      }
    }
    const { starts } = await simulate({
      steps: 20,
      world: () => ({ services: [new Counter()] }),
    });
    expect(starts).toBeGreaterThan(0);
  });

  it('rejects with what a world throws', async () => {
    const world = () => {
      throw new RangeError('no world');
    };
    await expect(simulate({ world })).rejects.toThrow('no world');
  });
});
