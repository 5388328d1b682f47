import type { Observable } from 'rxjs';
import { supervisorService, type ChildSpec, type RestartType } from 'ron-kernel';
import { expect } from 'vitest';
import { marbles, otp, scripted, type ExitReason, type OtpCase } from './OtpCase.js';

/** What becomes of a child, by restart type and exit reason. */
const rows: [RestartType, ExitReason, 'restarted' | 'kept' | 'forgotten'][] = [
  ['permanent', 'normal', 'restarted'],
  ['transient', 'normal', 'kept'],
  ['temporary', 'normal', 'forgotten'],
  ['permanent', 'shutdown', 'restarted'],
  ['transient', 'shutdown', 'kept'],
  ['temporary', 'shutdown', 'forgotten'],
  ['permanent', 'abnormal', 'restarted'],
  ['transient', 'abnormal', 'restarted'],
  ['temporary', 'abnormal', 'forgotten'],
];

/** Ends once at 1. A `shutdown` is what a supervisor ends with that shuts itself down. */
function endingChild(
  restart: RestartType,
  reason: ExitReason,
  cold: (marble: string) => Observable<unknown>,
): ChildSpec {
  if (reason !== 'shutdown') {
    return scripted('child1', [cold(reason === 'normal' ? '-|' : '-#')], { restart });
  }
  const job = scripted('job', [cold('-|')], { restart: 'transient', significant: true });
  return supervisorService({
    name: 'child1',
    restart,
    supervisor: { autoShutdown: 'any-significant', children: [job] },
  });
}

export const termination: OtpCase[] = [
  ...rows.map(([restart, reason, outcome]): OtpCase => ({
    name: `${restart}_${reason}`,
    holds: () =>
      marbles(({ cold, flush }) => {
        const { supervisor } = otp(2);
        void supervisor.start();
        void supervisor.startChild(endingChild(restart, reason, cold));
        flush();
        const [child] = supervisor.children;
        expect(child && [child.state, child.generation]).toEqual(
          { restarted: ['running', 2], kept: ['completed', 1], forgotten: undefined }[outcome],
        );
      }),
  })),
  {
    name: 'faulty_application_shutdown',
    leftOut: 'about OTP applications; a kernel’s exit code has specs of its own',
  },
  {
    name: 'temporary_bystander',
    holds: () => {
      for (const strategy of ['one-for-all', 'rest-for-one'] as const) {
        marbles(({ cold, flush }) => {
          const { supervisor, now } = otp(10, { strategy });
          void supervisor.start();
          void supervisor.startChild(scripted('child1', [cold('-#')]));
          void supervisor.startChild(scripted('child2', [], { restart: 'temporary' }));
          flush();
          expect(now()).toEqual(['child1 running']);
        });
      }
    },
  },
];
