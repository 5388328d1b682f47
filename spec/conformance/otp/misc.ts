import { throwError, timer } from 'rxjs';
import { Supervisor, supervisorService, type RestartStrategy } from 'ron-kernel';
import { expect } from 'vitest';
import { memoryLogger } from '../../supervision/support.js';
import { marbles, otp, scripted, worker, type OtpCase } from './OtpCase.js';

const failing = () => throwError(() => new Error('no'));

/** A child that can't be restarted is stopped, started again, and stopped with its supervisor. */
function hangingRestartLoop(strategy: RestartStrategy): () => void {
  return () =>
    marbles(({ cold, flush }) => {
      let broken = true;
      let runs = 0;
      const { supervisor, now } = otp(8, {
        strategy,
        defaults: { backoff: { description: 'five', delay: () => 5 } },
      });
      void supervisor.start();
      void supervisor.startChild({
        name: 'child1',
        start: () => (++runs === 1 ? cold('-#') : broken ? failing() : cold('-------#')),
      });
      const seen: string[][] = [];
      timer(8).subscribe(() => {
        seen.push(now());
        void supervisor.stopChild('child1');
        seen.push(now());
        broken = false;
        void supervisor.restartChild('child1');
        seen.push(now());
        broken = true;
      });
      timer(17).subscribe(() => {
        seen.push(now());
        void supervisor.stop();
        seen.push(now());
      });
      flush();
      expect(seen).toEqual([
        ['child1 backoff'],
        ['child1 stopped'],
        ['child1 running'],
        ['child1 backoff'],
        ['child1 stopped'],
      ]);
    });
}

/** Starts so many children and stops each. What that takes is a benchmark, supervisor-scale. */
async function startAndStop(count: number): Promise<void> {
  const supervisor = new Supervisor({ logger: memoryLogger() });
  await supervisor.start();
  for (let i = 0; i < count; i++) {
    await supervisor.startChild(worker(`child${String(i)}`, { restart: 'temporary' }));
  }
  expect(supervisor.children).toHaveLength(count);
  for (let i = 0; i < count; i++) await supervisor.stopChild(`child${String(i)}`);
  expect(supervisor.children).toHaveLength(0);
  await supervisor.stop();
}

export const misc: OtpCase[] = [
  {
    name: 'child_unlink',
    holds: async () => {
      // A child that has cut its ties can't hold up who stops it.
      const { supervisor } = otp(2, {
        children: [
          worker('naughty', { start: () => new Promise(() => undefined), stopTimeout: 1 }),
        ],
      });
      await supervisor.start();
      await supervisor.stopChild('naughty');
      expect(supervisor.children).toMatchObject([{ state: 'stopped', leaked: 1 }]);
      await supervisor.stop();
    },
  },
  {
    name: 'tree',
    holds: () =>
      marbles(({ cold, flush }) => {
        const { supervisor } = otp(4, {
          strategy: 'one-for-all',
          children: [
            supervisorService({
              name: 'sup1',
              supervisor: { children: [worker('child1'), worker('child2')] },
            }),
            supervisorService({
              name: 'sup2',
              supervisor: {
                limit: { restarts: 4, within: 3_600_000 },
                children: [
                  scripted('child3', [
                    cold('----#'),
                    ...Array.from({ length: 3 }, () => cold('#')),
                  ]),
                  scripted('child4', [cold('-#')]),
                ],
              },
            }),
          ],
        });
        const generations: unknown[] = [];
        const note = (): number =>
          generations.push(
            supervisor.children.map((sup) => [
              sup.generation,
              ...sup.children.map(({ generation }) => generation),
            ]),
          );
        // Only the one that failed is restarted …
        timer(3).subscribe(note);
        // … until its supervisor gives up: then the whole tree is, with clean records.
        timer(50).subscribe(note);
        void supervisor.start();
        flush();
        expect(generations).toEqual([
          [
            [1, 1, 1],
            [1, 1, 2],
          ],
          [
            [2, 1, 1],
            [2, 1, 1],
          ],
        ]);
      }),
  },
  {
    name: 'count_children',
    holds: async () => {
      const { supervisor } = otp(2);
      await supervisor.start();
      const add = async (from: number): Promise<void> => {
        for (let i = from; i < from + 1_000; i++) {
          await supervisor.startChild(worker(`child${String(i)}`, { restart: 'temporary' }));
        }
      };
      await add(0);
      expect(supervisor.children).toHaveLength(1_000);
      await add(1_000);
      expect(supervisor.children).toHaveLength(2_000);
      expect(supervisor.children).toBe(supervisor.children);
      for (const { name } of supervisor.children) await supervisor.stopChild(name);
      expect(supervisor.children).toHaveLength(0);
      await supervisor.stop();
    },
  },
  {
    name: 'count_children_supervisor',
    holds: async () => {
      const { supervisor } = otp(2, {
        children: [
          worker('child1'),
          supervisorService({ name: 'sup', supervisor: { children: [worker('child2')] } }),
        ],
      });
      await supervisor.start();
      expect(supervisor.children.map(({ children }) => children.length)).toEqual([0, 1]);
      await supervisor.stop();
    },
  },
  {
    name: 'count_restarting_children',
    holds: () =>
      marbles(({ cold, flush }) => {
        const { supervisor } = otp(100, {
          defaults: { backoff: { description: 'ten', delay: () => 10 } },
        });
        void supervisor.start();
        for (let i = 0; i < 10; i++) {
          void supervisor.startChild(scripted(`child${String(i)}`, i < 4 ? [cold('-#')] : []));
        }
        const counts: unknown[] = [];
        const count = (): void => {
          const backoff = supervisor.children.filter(({ state }) => state === 'backoff').length;
          const ready = supervisor.children.filter((child) => child.ready).length;
          counts.push({ backoff, ready });
        };
        timer(5).subscribe(count);
        timer(15).subscribe(count);
        flush();
        expect(counts).toEqual([
          { backoff: 4, ready: 6 },
          { backoff: 0, ready: 10 },
        ]);
      }),
  },
  {
    name: 'do_not_save_start_parameters_for_temporary_children',
    leftOut: 'start takes no parameters; see do_not_save_child_specs_for_temporary_children',
  },
  {
    name: 'do_not_save_child_specs_for_temporary_children',
    holds: () => {
      for (const strategy of ['one-for-one', 'one-for-all', 'rest-for-one'] as const) {
        for (const ending of ['|', '#'] as const) {
          marbles(({ cold, flush }) => {
            const { supervisor, now } = otp(10, { strategy });
            void supervisor.start();
            const temporary = { restart: 'temporary' } as const;
            void supervisor.startChild(scripted('child1', [cold(`-${ending}`)], temporary));
            const again: string[] = [];
            timer(2).subscribe(() => {
              void supervisor.startChild(worker('child1', temporary));
              again.push(...now());
            });
            flush();
            expect(again).toEqual(['child1 running']);
          });
        }
      }
    },
  },
  {
    name: 'simple_one_for_one_scale_many_temporary_children',
    leftOut: 'there is no simple_one_for_one; see scale_start_stop_many_children',
  },
  {
    name: 'simple_global_supervisor',
    leftOut: 'about names that are global in an Erlang cluster',
  },
  { name: 'hanging_restart_loop', holds: hangingRestartLoop('one-for-one') },
  { name: 'hanging_restart_loop_rest_for_one', holds: hangingRestartLoop('rest-for-one') },
  {
    name: 'hanging_restart_loop_simple',
    leftOut: 'there is no simple_one_for_one; see hanging_restart_loop',
  },
  {
    name: 'order_of_children',
    holds: () =>
      marbles(({ cold, flush }) => {
        const { supervisor, trace } = otp(2, {
          strategy: 'rest-for-one',
          children: [worker('a'), scripted('b', [cold('--#')]), worker('c')],
        });
        void supervisor.start();
        void supervisor.startChild(worker('d'));
        timer(5).subscribe(() => void supervisor.stop());
        flush();
        const order = (state: string): string =>
          trace
            .filter((line) => line.endsWith(state))
            .map((line) => line.split(' ')[1])
            .join('');
        expect(order('starting')).toBe('abcdbcd');
        expect(order('stopping')).toBe('dcdcba');
      }),
  },
  {
    name: 'scale_start_stop_many_children',
    holds: async () => {
      await startAndStop(1_000);
      await startAndStop(10_000);
    },
  },
];
