import { NEVER } from 'rxjs';
import {
  OptionRangeError,
  OptionTypeError,
  Supervisor,
  UnknownChildError,
  type ChildSpec,
} from 'ron-kernel';
import { expect } from 'vitest';
import { otp, worker, type OtpCase } from './OtpCase.js';

const UPGRADE = 'about code upgrades; a new version of a Node.js program is a new process';

export const administration: OtpCase[] = [
  {
    name: 'child_adm',
    holds: async () => {
      const { supervisor, now } = otp(2, { children: [worker('child1')] });
      await supervisor.start();
      await expect(supervisor.startChild(worker('child1'))).rejects.toThrow('already');
      await expect(supervisor.stopChild('hej')).rejects.toThrow(UnknownChildError);
      await supervisor.stopChild('child1');
      expect(now()).toEqual(['child1 stopped']);
      await supervisor.stopChild('child1');
      await expect(supervisor.startChild(worker('child1'))).rejects.toThrow('already');
      await supervisor.restartChild('child1');
      expect(now()).toEqual(['child1 running']);
      await expect(supervisor.restartChild('child2')).rejects.toThrow(UnknownChildError);
      await expect(supervisor.removeChild('hej')).rejects.toThrow(UnknownChildError);
      await supervisor.stopChild('child1');
      await supervisor.removeChild('child1');
      await expect(supervisor.restartChild('child1')).rejects.toThrow(UnknownChildError);
      expect(now()).toEqual([]);
      await supervisor.startChild(worker('child1'));
      expect(now()).toEqual(['child1 running']);
      await supervisor.stop();
    },
  },
  { name: 'child_adm_simple', leftOut: 'there is no simple_one_for_one; see child_adm' },
  {
    name: 'extra_return',
    holds: async () => {
      // What a child has to tell about its start it emits.
      const values: unknown[] = [];
      const { supervisor } = otp(2, { onValue: (value, child) => values.push([child, value]) });
      await supervisor.start();
      await supervisor.startChild({
        name: 'child1',
        start: async function* () {
          yield 'extra';
          await new Promise(() => undefined);
        },
        stopTimeout: 0,
      });
      await Promise.resolve();
      expect(values).toEqual([['child1', 'extra']]);
      await supervisor.stop();
    },
  },
  {
    name: 'child_specs',
    holds: async () => {
      const { supervisor } = otp(2);
      await supervisor.start();
      const start = (spec: unknown) => supervisor.startChild(spec as ChildSpec);
      await expect(start('hej')).rejects.toThrow('a child must be an object');
      await expect(start({ name: 'child', start: 'mfa' })).rejects.toThrow("start of 'child'");
      await expect(start(worker('child', { restart: 'prmanent' as never }))).rejects.toThrow(
        "restart must be one of 'permanent', 'transient', 'temporary', got 'prmanent'",
      );
      await expect(start(worker('child', { stopTimeout: -10 }))).rejects.toThrow(OptionRangeError);
      await expect(start(worker('child', { stopBy: 'wrker' as never }))).rejects.toThrow(
        OptionTypeError,
      );
      expect(() => new Supervisor({ children: [worker('child'), worker('child')] })).toThrow(
        "two children are named 'child'",
      );
      await supervisor.stop();
    },
  },
  {
    name: 'child_specs_map',
    holds: () => {
      const valid: Partial<ChildSpec>[] = [
        { stopTimeout: 2 ** 31 - 1 },
        { stopTimeout: 0 },
        { restart: 'temporary' },
        { restart: 'transient' },
        { critical: false },
      ];
      for (const spec of valid) {
        expect(() => new Supervisor({ children: [worker('child', spec)] })).not.toThrow();
      }
      // Significant and permanent contradict each other, and without autoShutdown it means nothing.
      const significant = (restart: ChildSpec['restart'] = 'permanent') => ({
        children: [{ name: 'child', start: () => NEVER, restart, significant: true }],
      });
      const any = { autoShutdown: 'any-significant' } as const;
      expect(() => new Supervisor({ ...any, ...significant() })).toThrow(
        'significant and permanent',
      );
      expect(() => new Supervisor(significant('transient'))).toThrow("can't be significant");
      expect(() => new Supervisor({ ...any, ...significant('transient') })).not.toThrow();
      expect(() => new Supervisor({ ...any, ...significant('temporary') })).not.toThrow();
    },
  },
  {
    name: 'sup_flags',
    holds: () => {
      const make = (options: unknown) => () => new Supervisor(options as object);
      expect(make({ strategy: 'none-for-one' })).toThrow('strategy must be one of');
      expect(make({ limit: { restarts: Infinity, within: 1 } })).toThrow('limit.restarts must be');
      expect(make({ limit: { restarts: 2, within: 0 } })).toThrow('limit.within must be');
      expect(make({ limit: { restarts: 2, within: Infinity } })).toThrow('limit.within must be');
      expect(make({ autoShutdown: 'sometimes' })).toThrow('autoShutdown must be one of');
      expect(make(2)).toThrow('options must be an object, got 2');
      expect(make({ sillyFlag: true })).not.toThrow();
    },
  },
  { name: 'get_callback_module', leftOut: 'about Erlang’s callback modules' },
  { name: 'code_change', leftOut: UPGRADE },
  { name: 'code_change_map', leftOut: UPGRADE },
  { name: 'code_change_simple', leftOut: UPGRADE },
  { name: 'code_change_simple_map', leftOut: UPGRADE },
  { name: 'format_log_1', leftOut: 'about the line format of Erlang’s logger' },
  { name: 'format_log_2', leftOut: 'about the line format of Erlang’s logger' },
];
