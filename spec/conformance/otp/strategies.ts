import { NEVER, throwError } from 'rxjs';
import { RestartLimitExceededError, type RestartStrategy } from 'ron-kernel';
import { expect } from 'vitest';
import { endOf, marbles, otp, scripted, worker, type OtpCase } from './OtpCase.js';

const failing = () => throwError(() => new Error('no'));

/** One child of three fails; then twice more, which is once too often. */
function restarts(strategy: RestartStrategy, generations: number[]): () => void {
  return () => {
    marbles(({ cold, flush }) => {
      const { supervisor } = otp(2, { strategy });
      void supervisor.start();
      void supervisor.startChild(worker('child1'));
      void supervisor.startChild(scripted('child2', [cold('-#')]));
      void supervisor.startChild(worker('child3'));
      flush();
      expect(supervisor.children.map(({ generation }) => generation)).toEqual(generations);
      expect(supervisor.children.every(({ state }) => state === 'running')).toBe(true);
    });
    marbles(({ cold, flush }) => {
      const { supervisor, now } = otp(2, { strategy });
      const end = endOf(supervisor);
      void supervisor.start();
      void supervisor.startChild(worker('child1'));
      void supervisor.startChild(scripted('child2', [cold('-#'), cold('-#'), cold('-#')]));
      flush();
      expect(end()).toBeInstanceOf(RestartLimitExceededError);
      expect(now()).toEqual(['child1 stopped', 'child2 stopped']);
    });
  };
}

/** A child that can never be started again takes the supervisor with it. */
function escalation(strategy: RestartStrategy): () => void {
  return () =>
    marbles(({ cold, flush }) => {
      const { supervisor, now } = otp(4, { strategy });
      const end = endOf(supervisor);
      void supervisor.start();
      const runs = [cold('-#'), ...Array.from({ length: 9 }, failing)];
      void supervisor.startChild(scripted('child1', runs));
      void supervisor.startChild(worker('child2'));
      flush();
      expect(end()).toBeInstanceOf(RestartLimitExceededError);
      expect(now()).toEqual(['child1 stopped', 'child2 stopped']);
    });
}

/** While a group restarts, another of it fails to start. */
function otherChildFails(strategy: RestartStrategy, generations: number[]): () => void {
  return () =>
    marbles(({ cold, flush }) => {
      const { supervisor, now } = otp(3, { strategy });
      void supervisor.start();
      void supervisor.startChild(scripted('child1', [cold('-#')]));
      void supervisor.startChild(scripted('child2', [NEVER, failing()]));
      flush();
      expect(now()).toEqual(['child1 running', 'child2 running']);
      expect(supervisor.children.map(({ generation }) => generation)).toEqual(generations);
    });
}

const SIMPLE =
  'there is no simple_one_for_one: a function that calls startChild does what its template does; ';

export const strategies: OtpCase[] = [
  {
    name: 'multiple_restarts',
    holds: () =>
      marbles(({ cold, flush }) => {
        const within = (restarts: number, delay: number): (() => unknown) => {
          const { supervisor } = otp(0, {
            limit: { restarts, within: 1_000 },
            defaults: { backoff: { description: 'none', delay: () => 0 } },
          });
          const end = endOf(supervisor);
          void supervisor.start();
          const runs = [1, 2, 3].map(() => cold(`${String(delay)}ms #`));
          void supervisor.startChild(scripted('child1', runs));
          void supervisor.startChild(worker('child2'));
          return end;
        };
        const outside = within(1, 1_001);
        const inside = within(3, 100);
        const tooMany = within(2, 100);
        const boundary = within(1, 1_000);
        flush();
        expect(outside()).toBe('running');
        expect(inside()).toBe('running');
        expect(tooMany()).toBeInstanceOf(RestartLimitExceededError);
        expect(boundary()).toBeInstanceOf(RestartLimitExceededError);
      }),
  },
  { name: 'one_for_one', holds: restarts('one-for-one', [1, 2, 1]) },
  { name: 'one_for_one_escalation', holds: escalation('one-for-one') },
  { name: 'one_for_all', holds: restarts('one-for-all', [2, 2, 2]) },
  { name: 'one_for_all_escalation', holds: escalation('one-for-all') },
  {
    name: 'one_for_all_other_child_fails_restart',
    holds: otherChildFails('one-for-all', [3, 3]),
  },
  { name: 'rest_for_one', holds: restarts('rest-for-one', [1, 2, 2]) },
  { name: 'rest_for_one_escalation', holds: escalation('rest-for-one') },
  {
    name: 'rest_for_one_other_child_fails_restart',
    holds: otherChildFails('rest-for-one', [2, 3]),
  },
  { name: 'simple_one_for_one', leftOut: `${SIMPLE}see one_for_one` },
  { name: 'simple_one_for_one_shutdown', leftOut: `${SIMPLE}see sup_stop_timeout_dynamic` },
  { name: 'simple_one_for_one_extra', leftOut: `${SIMPLE}see extra_return` },
  { name: 'simple_one_for_one_escalation', leftOut: `${SIMPLE}see one_for_one_escalation` },
  {
    name: 'simple_one_for_one_corruption',
    leftOut: `${SIMPLE}and no start can hand back another’s pid`,
  },
];
