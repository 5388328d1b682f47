import { EMPTY, NEVER, throwError, timer } from 'rxjs';
import { ChildStartError, Supervisor, type ChildSpec } from 'ron-kernel';
import { expect } from 'vitest';
import { endOf, marbles, otp, worker, type OtpCase } from './OtpCase.js';

const INIT = 'a supervisor is made by its constructor, which has no init callback to ';
const SIMPLE = 'there is no simple_one_for_one; ';

/** A child that starts and ends at once, as one whose init says `ignore`. */
const ignoring = (name: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name,
  start: () => EMPTY,
  restart: 'transient',
  ...more,
});

const failing = (name: string): ChildSpec => ({
  name,
  start: () => throwError(() => new Error('reason')),
});

/** A child that takes so many milliseconds to end, once asked to; for ever without. */
const slow = (name: string, stopTimeout: number, takes?: number): ChildSpec => ({
  name,
  stopBy: 'signal',
  stopTimeout,
  start: ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        if (takes !== undefined) timer(takes).subscribe(resolve);
      });
    }),
});

/** The same, in virtual time. */
const slowMarble = (name: string, stopTimeout: number): ChildSpec => ({
  name,
  stopBy: 'signal',
  stopTimeout,
  start: () => NEVER,
});

export const startAndStop: OtpCase[] = [
  {
    name: 'sup_start_normal',
    holds: async () => {
      const { supervisor } = otp(2);
      const end = endOf(supervisor);
      await supervisor.start();
      await supervisor.stop();
      expect(end()).toBe('completed');
    },
  },
  { name: 'sup_start_ignore_init', leftOut: `${INIT}say ignore` },
  {
    name: 'sup_start_ignore_child',
    holds: async () => {
      const { supervisor, now } = otp(2);
      await supervisor.start();
      await supervisor.startChild(ignoring('child1'));
      await supervisor.startChild(worker('child2'));
      expect(now()).toEqual(['child1 completed', 'child2 running']);
      await supervisor.stop();
    },
  },
  {
    name: 'sup_start_ignore_temporary_child',
    holds: async () => {
      const temporary = { restart: 'temporary' } as const;
      const { supervisor, now } = otp(2, {
        children: [ignoring('child1', temporary), worker('child2', temporary)],
      });
      await supervisor.start();
      expect(now()).toEqual(['child2 running']);
      await supervisor.stop();
    },
  },
  {
    name: 'sup_start_ignore_temporary_child_start_child',
    holds: async () => {
      const { supervisor, now } = otp(2);
      await supervisor.start();
      const start = supervisor.startChild(ignoring('child1', { restart: 'temporary' }));
      await start;
      await supervisor.startChild(worker('child2', { restart: 'temporary' }));
      expect(now()).toEqual(['child2 running']);
      await supervisor.stop();
    },
  },
  {
    name: 'sup_start_ignore_temporary_child_start_child_simple',
    leftOut: `${SIMPLE}see sup_start_ignore_temporary_child_start_child`,
  },
  {
    name: 'sup_start_ignore_permanent_child_start_child_simple',
    leftOut: `${SIMPLE}and a permanent child that ends at once has failed`,
  },
  { name: 'sup_start_error_return', leftOut: `${INIT}return something invalid; see sup_flags` },
  { name: 'sup_start_fail', leftOut: `${INIT}fail` },
  {
    name: 'sup_start_child_returns_error',
    holds: async () => {
      const { supervisor, now } = otp(2);
      await supervisor.start();
      await expect(supervisor.startChild(failing('child1'))).rejects.toMatchObject({
        code: 'ERR_CHILD_START',
        cause: new Error('reason'),
      });
      expect(now()).toEqual([]);
      await supervisor.stop();
    },
  },
  {
    name: 'sup_start_restart_child_returns_error',
    holds: async () => {
      let runs = 0;
      const { supervisor, now } = otp(2, {
        children: [
          {
            name: 'child1',
            start: () => (++runs === 1 ? NEVER : throwError(() => new Error('reason'))),
          },
        ],
      });
      await supervisor.start();
      await supervisor.stopChild('child1');
      await expect(supervisor.restartChild('child1')).rejects.toBeInstanceOf(ChildStartError);
      expect(now()).toEqual(['child1 stopped']);
      await supervisor.stop();
    },
  },
  {
    name: 'sup_start_child_returns_error_simple',
    leftOut: `${SIMPLE}see sup_start_child_returns_error`,
  },
  {
    name: 'sup_start_map',
    holds: async () => {
      // Permanent, and with 5,000 ms to end, unless it says otherwise.
      const timeouts: unknown[] = [];
      const noting = (name: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
        name,
        start: ({ signal }) => {
          signal.addEventListener('abort', () =>
            timeouts.push((signal.reason as { timeout: number }).timeout),
          );
          return NEVER;
        },
        ...more,
      });
      const supervisor = new Supervisor({
        children: [noting('child1'), noting('child2', { stopTimeout: 0 })],
      });
      await supervisor.start();
      await supervisor.stop();
      expect(timeouts).toEqual([0, 5_000]);
    },
  },
  { name: 'sup_start_map_simple', leftOut: `${SIMPLE}see sup_start_map` },
  {
    name: 'sup_start_map_faulty_specs',
    holds: () => {
      const make = (child: unknown) => () => new Supervisor({ children: [child as ChildSpec] });
      expect(make({ start: () => NEVER })).toThrow('name must be a string');
      expect(make({ name: 'child2' })).toThrow("start of 'child2' must be a function");
      expect(make({ name: 'child3', start: () => NEVER, sillyFlag: true })).not.toThrow();
      expect(make('child4')).toThrow("a child must be an object, got 'child4'");
    },
  },
  {
    name: 'sup_stop_infinity',
    holds: async () => {
      const { supervisor, now } = otp(2);
      await supervisor.start();
      await supervisor.startChild(slow('child1', 2 ** 31 - 1, 1));
      await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
      expect(now()).toEqual(['child1 stopped']);
    },
  },
  {
    name: 'sup_stop_timeout',
    holds: () =>
      marbles(({ flush }) => {
        const { supervisor, trace } = otp(2);
        void supervisor.start();
        void supervisor.startChild(worker('child1', { stopTimeout: 1_000 }));
        void supervisor.startChild(slowMarble('child2', 1_000));
        void supervisor.stop();
        flush();
        expect(trace.slice(-3)).toEqual([
          '1000 child2 stopped',
          '1000 child1 stopping',
          '1000 child1 stopped',
        ]);
      }),
  },
  {
    name: 'sup_stop_timeout_dynamic',
    holds: () =>
      marbles(({ flush }) => {
        // One after the other here, since any child may depend on those before it.
        const { supervisor, trace } = otp(2);
        void supervisor.start();
        for (const name of ['child1', 'child2', 'child3']) {
          void supervisor.startChild(slowMarble(name, 100));
        }
        void supervisor.stop({ timeout: 250 });
        flush();
        expect(trace.filter((line) => line.endsWith('stopped'))).toEqual([
          '100 child3 stopped',
          '200 child2 stopped',
          '250 child1 stopped',
        ]);
      }),
  },
  {
    name: 'sup_stop_brutal_kill',
    holds: () =>
      marbles(({ flush }) => {
        const { supervisor, trace } = otp(2);
        void supervisor.start();
        void supervisor.startChild(worker('child1'));
        void supervisor.startChild(slowMarble('child2', 0));
        void supervisor.stop();
        flush();
        expect(trace.slice(-3)).toEqual([
          '0 child2 stopped',
          '0 child1 stopping',
          '0 child1 stopped',
        ]);
      }),
  },
  {
    name: 'sup_stop_brutal_kill_dynamic',
    holds: () =>
      marbles(({ flush }) => {
        const { supervisor, trace } = otp(2);
        void supervisor.start();
        for (const name of ['child1', 'child2']) void supervisor.startChild(slowMarble(name, 0));
        void supervisor.stop();
        flush();
        expect(trace.at(-1)).toBe('0 child1 stopped');
      }),
  },
  {
    name: 'sup_stop_race',
    holds: () =>
      marbles(({ cold, flush }) => {
        // A child ends by itself in the very frame in which it is asked to.
        const { supervisor, now } = otp(2, {
          children: [
            { name: 'child1', start: () => cold('--#') },
            { name: 'child2', stopBy: 'signal', start: () => cold('--|') },
          ],
        });
        const end = endOf(supervisor);
        timer(2).subscribe(() => void supervisor.stop());
        void supervisor.start();
        flush();
        expect(end()).toBe('completed');
        expect(now()).toEqual(['child1 stopped', 'child2 stopped']);
      }),
  },
  {
    name: 'sup_stop_non_shutdown_exit_dynamic',
    holds: () =>
      marbles(({ cold, flush }) => {
        // It fails when asked to end: that is logged, restarted is nothing.
        const { supervisor, trace } = otp(2);
        const end = endOf(supervisor);
        void supervisor.start();
        void supervisor.startChild({ name: 'child1', stopBy: 'signal', start: () => cold('---#') });
        void supervisor.stop();
        flush();
        expect(end()).toBe('completed');
        expect(trace.slice(-2)).toEqual(['0 child1 stopping', '3 child1 stopped']);
      }),
  },
];
