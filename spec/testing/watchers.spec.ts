import { BehaviorSubject, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { BusEvent, ChildState, ConfigSnapshot, KernelConfig, ReloadOutcome } from 'ron-kernel';

import { checkReadiness } from '../../lib/testing/simulation/checkReadiness.js';
import { EventOrder } from '../../lib/testing/simulation/EventOrder.js';
import { Generations } from '../../lib/testing/simulation/Generations.js';
import { Probe, type ProbeKind } from '../../lib/testing/simulation/Probe.js';
import { Problems } from '../../lib/testing/simulation/Problems.js';
import { RestartWindows } from '../../lib/testing/simulation/RestartWindows.js';
import { ServiceRun } from '../../lib/testing/simulation/ServiceRun.js';
import { Versions } from '../../lib/testing/simulation/Versions.js';
import { childState } from '../supervision/childState.js';

// That they find what is wrong with a real kernel, `npm run simulate:prove` shows.

const run = (generation: number): ServiceRun => new ServiceRun('a', generation, () => undefined);

describe('generations', () => {
  function started(runs: ServiceRun[], leaked: number): string | undefined {
    const problems = new Problems();
    new Generations(problems).started(run(2), runs, childState({ leaked }));
    return problems.first?.problem;
  }

  it('allow one live run at a time, and those that are told to have leaked', () => {
    expect(started([run(1)], 0)).toBeUndefined();
    expect(started([run(1), run(2)], 1)).toBeUndefined();
    expect(started([run(1), run(2)], 0)).toBe(
      'a has 2 runs at once, and 0 are told to have leaked',
    );
  });

  function checked(live: ServiceRun[], state: Partial<ChildState>): string | undefined {
    const problems = new Problems();
    const runs = { running: () => live };
    new Generations(problems).check(runs, [childState(state)], true);
    return problems.first?.problem;
  }

  it('see who runs on unnoticed, and who does not run at all', () => {
    expect(checked([run(2)], { generation: 2 })).toBeUndefined();
    expect(checked([run(1), run(2)], { generation: 2 })).toBe(
      'a is at generation 2, and 1 of it run on unnoticed',
    );
    expect(checked([], { generation: 2 })).toBe('a is running, and nothing of generation 2 runs');
    expect(checked([], { generation: 2, state: 'backoff' })).toBeUndefined();
  });
});

describe('config versions', () => {
  // Only the version of a snapshot, and which it is, are looked at.
  const snapshot = (version: number) => ({ version }) as ConfigSnapshot<KernelConfig>;

  function watched(...versions: number[]): string | undefined {
    const problems = new Problems();
    const current$ = new BehaviorSubject(snapshot(1));
    const reloads$ = new Subject<ReloadOutcome>();
    const config = {
      get snapshot() {
        return current$.value;
      },
      snapshots$: current$,
      reloads$,
    };
    const watch = new Versions(config, problems);
    let told = 0;
    watch.watch(() => (told += 1));
    for (const version of versions) current$.next(snapshot(version));
    expect(told).toBe(versions.length);
    watch.check();
    return problems.first?.problem;
  }

  it('rise one by one', () => {
    expect(watched()).toBeUndefined();
    expect(watched(3)).toBe('config subscriber 1 had version 1, then 3');
    expect(watched(1)).toBe('config subscriber 1 had version 1, then 1');
  });

  it('rise with applied changes alone', () => {
    expect(watched(2)).toBe('the config is at version 2 after 0 applied changes');
  });

  it('are the same for everyone', () => {
    const problems = new Problems();
    const current$ = new BehaviorSubject(snapshot(1));
    const none$ = new Subject<never>();
    const config = { snapshot: snapshot(2), snapshots$: current$, reloads$: none$ };
    const watch = new Versions({ ...config, snapshot: current$.value }, problems);
    watch.watch();
    watch.check();
    expect(problems.first).toBeUndefined();
    const late = new Versions(config, problems);
    late.watch();
    expect(problems.first?.problem).toBe('config subscriber 1 had version 2, then 1');
  });
});

describe('readiness', () => {
  const up = { begun: true, busOpen: true, stopping: false, told: true };
  const no: { name: string; critical: boolean; state: 'failing' | 'passing' }[] = [];

  function checked(
    readiness: { ready: boolean; missing: string[] },
    { children = [childState({})], statuses = no, facts = up } = {},
  ): string | undefined {
    const problems = new Problems();
    const kernel = { readiness, supervisor: { children }, health: { statuses } };
    checkReadiness(kernel, facts, problems);
    return problems.first?.problem;
  }

  it('is what services, checks, bus and lifecycle make of it', () => {
    const unready = { ready: false, missing: ['a'] };
    const ready = { ready: true, missing: [] };
    expect(checked(ready)).toBeUndefined();
    expect(checked(ready, { children: [childState({ ready: false })] })).toContain('when it is');
    expect(checked(unready)).toContain('when it is');
    const failing = [{ name: 'disk', critical: true, state: 'failing' as const }];
    expect(checked(ready, { statuses: failing })).toContain('disk failing');
    for (const fact of [{ begun: false }, { busOpen: false }, { stopping: true }]) {
      expect(checked(ready, { facts: { ...up, ...fact } })).toContain('when it is');
    }
  });

  it('names who is to blame, and only them', () => {
    const children = [childState({ ready: false }), childState({ name: 'b' })];
    const facts = { ...up, told: false };
    const says = (missing: string[]) => checked({ ready: false, missing }, { children, facts });
    expect(says(['a'])).toBeUndefined();
    expect(says(['b'])).toBe('it blames b, which is ready or unknown');
    expect(says([])).toBe('it says {"ready":false,"missing":[]}');
  });

  it('is what subscribers are told', () => {
    const facts = { ...up, told: false };
    expect(checked({ ready: true, missing: [] }, { facts })).toContain('told ready: false');
  });
});

describe('the order of events', () => {
  const event = (type: string): BusEvent => ({ type });

  function probed(kind: ProbeKind, published: BusEvent[], seen: BusEvent[]): string | undefined {
    const problems = new Problems();
    const order = new EventOrder();
    for (const each of published) order.note(each);
    const probe = new Probe('p', kind, 0, order, problems);
    for (const each of seen) probe.note(each);
    return problems.first?.problem;
  }

  it('is that of the bus: now for who is synchronous, some time for who is not', () => {
    const [a, b, c] = [event('a'), event('b'), event('c')];
    expect(probed('function', [a, b], [b])).toBeUndefined();
    expect(probed('function', [a, b], [a])).toBe(
      'p has {"type":"a"} when others have {"type":"b"}',
    );
    expect(probed('bounded', [a, b, c], [a, c])).toBeUndefined();
    expect(probed('bounded', [a, b, a], [b, a])).toBeUndefined();
    expect(probed('bounded', [a, b, c], [b, a])).toContain('out of its order');
  });
});

describe('restart windows', () => {
  const limit = { restarts: 2, within: 1_000 };
  let generation = 0;

  function windows(alone = true) {
    const problems = new Problems();
    const watch = new RestartWindows(problems, () => limit, alone);
    const became = (state: ChildState['state'], since: number, rest: Partial<ChildState> = {}) =>
      watch.changed(childState({ state, since, restarts: generation, ...rest }));
    const restart = (since: number, nextRestartAt = since): void => {
      became('backoff', since, { nextRestartAt });
      generation += 1;
      became('starting', since);
    };
    const problem = () => problems.first?.problem;
    return { watch, became, restart, problem };
  }

  it('slide', () => {
    const { restart, problem } = windows();
    for (const at of [0, 900, 1_001, 1_901]) restart(at);
    expect(problem()).toBeUndefined();
    restart(2_001);
    expect(problem()).toBe(
      'a was restarted 3 times within 1000 ms, the limit being {"restarts":2,"within":1000}',
    );
  });

  it('begin anew where a person starts a service, unless that is refused', () => {
    const { became, restart, problem, watch } = windows();
    restart(0);
    restart(1);
    watch.forget('a');
    became('starting', 2);
    restart(3);
    restart(4);
    expect(problem()).toBeUndefined();
    watch.forget('a')();
    restart(5);
    expect(problem()).toContain('3 times within');
  });

  it.each([true, false])('have nobody quarantined too soon, be it alone: %s', (alone) => {
    const late = windows(alone);
    late.restart(0);
    late.restart(1);
    late.became('quarantined', 2);
    expect(late.problem()).toBeUndefined();
    const soon = windows(alone);
    soon.restart(0);
    soon.became('quarantined', 2);
    expect(soon.problem()).toContain('was quarantined at 2');
    const old = windows(true);
    old.restart(0);
    old.restart(1);
    old.became('quarantined', 2_000);
    expect(old.problem()).toContain('was quarantined at 2000');
  });

  it('have a restart come when its backoff is over', () => {
    const early = windows();
    early.restart(5, 10);
    expect(early.problem()).toBe('a should have been restarted at 10, and was at 5');
    const never = windows();
    const waiting = childState({ state: 'backoff', nextRestartAt: 10 });
    never.watch.check([waiting], 11, () => false);
    never.watch.check([waiting], 20, () => true);
    expect(never.problem()).toBeUndefined();
    never.watch.check([waiting], 20, () => false);
    expect(never.problem()).toBe('a should have been restarted at 10, and it is 20');
  });
});
