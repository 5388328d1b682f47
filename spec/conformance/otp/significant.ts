import { supervisorService, type RestartType, type SupervisorOptions } from 'ron-kernel';
import { expect } from 'vitest';
import { endOf, marbles, otp, scripted, worker, type OtpCase } from './OtpCase.js';

type AutoShutdown = NonNullable<SupervisorOptions['autoShutdown']>;
const UPGRADE = 'about code upgrades; autoShutdown is fixed when a supervisor is made';

/** Two children, significant or not; one ends, then the other. How the supervisor fares each time. */
function run(
  autoShutdown: AutoShutdown,
  restart: RestartType,
  significant: boolean,
  endings: readonly ['|' | '#', '|' | '#'],
): unknown[] {
  const fares: unknown[] = [];
  marbles(({ cold, flush }) => {
    const { supervisor } = otp(10, {
      autoShutdown,
      children: endings.map((ending, i) =>
        scripted(`child${String(i + 1)}`, [cold(`-${'--'.repeat(i)}${ending}`)], {
          restart,
          significant,
        }),
      ),
    });
    const end = endOf(supervisor);
    void supervisor.start();
    cold('--x-x|').subscribe(() => fares.push(end()));
    flush();
  });
  return fares;
}

const ON = 'running';
const OFF = 'completed';

export const significant: OtpCase[] = [
  {
    name: 'nonsignificant_temporary',
    holds: () => {
      for (const auto of ['never', 'any-significant', 'all-significant'] as const) {
        expect(run(auto, 'temporary', false, ['|', '#'])).toEqual([ON, ON]);
      }
    },
  },
  {
    name: 'nonsignificant_transient',
    holds: () => {
      for (const auto of ['never', 'any-significant', 'all-significant'] as const) {
        expect(run(auto, 'transient', false, ['|', '|'])).toEqual([ON, ON]);
      }
    },
  },
  {
    name: 'significant_temporary',
    holds: () => {
      for (const ending of ['|', '#'] as const) {
        expect(run('any-significant', 'temporary', true, [ending, ending])).toEqual([OFF, OFF]);
        expect(run('all-significant', 'temporary', true, [ending, ending])).toEqual([ON, OFF]);
      }
    },
  },
  {
    name: 'significant_transient',
    holds: () => {
      expect(run('any-significant', 'transient', true, ['|', '|'])).toEqual([OFF, OFF]);
      expect(run('all-significant', 'transient', true, ['|', '|'])).toEqual([ON, OFF]);
      expect(run('any-significant', 'transient', true, ['#', '|'])).toEqual([ON, OFF]);
      expect(run('all-significant', 'transient', true, ['#', '|'])).toEqual([ON, ON]);
    },
  },
  {
    name: 'significant_simple',
    leftOut: 'there is no simple_one_for_one; see significant_temporary',
  },
  {
    name: 'significant_bystander',
    holds: () => {
      // Who is stopped since a sibling failed has not ended by itself.
      for (const restart of ['transient', 'temporary'] as const) {
        marbles(({ cold, flush }) => {
          const { supervisor } = otp(10, {
            strategy: 'one-for-all',
            autoShutdown: 'any-significant',
            children: [
              scripted('child1', [cold('-#')]),
              worker('child2', { restart, significant: true }),
            ],
          });
          const end = endOf(supervisor);
          void supervisor.start();
          flush();
          expect(end()).toBe('running');
        });
      }
    },
  },
  {
    name: 'significant_escalation',
    holds: () =>
      marbles(({ cold, flush }) => {
        const inner = supervisorService({
          name: 'inner',
          restart: 'transient',
          significant: true,
          supervisor: {
            autoShutdown: 'any-significant',
            children: [
              scripted('job', [cold('-|')], { restart: 'transient', significant: true }),
              worker('helper'),
            ],
          },
        });
        const { supervisor, now } = otp(10, {
          autoShutdown: 'any-significant',
          children: [worker('child1'), inner],
        });
        const end = endOf(supervisor);
        void supervisor.start();
        flush();
        expect(end()).toBe('completed');
        expect(now()).toEqual(['child1 stopped', 'inner completed']);
      }),
  },
  ...[
    'significant_upgrade_never_any',
    'significant_upgrade_any_never',
    'significant_upgrade_never_all',
    'significant_upgrade_all_never',
    'significant_upgrade_any_all',
    'significant_upgrade_all_any',
    'significant_upgrade_child',
  ].map((name): OtpCase => ({ name, leftOut: UPGRADE })),
];
