import { bounded, Bus, type BusEvent, type SubscriberStats } from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { Dice } from '../../lib/testing/simulation/Dice.js';
import { ProbeError } from '../../lib/testing/simulation/Probe.js';
import { Probes } from '../../lib/testing/simulation/Probes.js';
import { Problems } from '../../lib/testing/simulation/Problems.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const row = (patch: Partial<SubscriberStats>): SubscriberStats => ({
  name: 'a',
  capacity: 4,
  pending: 0,
  delivered: 0,
  dropped: 0,
  abandoned: 0,
  ...patch,
});

/** A bus, its probes, and a way to have it lie about its accounts. */
function probed() {
  const bus = new Bus<BusEvent>({
    onError: (error) => {
      if (!(error instanceof ProbeError)) throw error;
    },
  });
  const problems = new Problems();
  const probes = new Probes(bus, problems);
  bus.subscribe((event) => probes.order.note(event));
  const honest = bus.stats();
  const lie = (published: number, ...subscribers: SubscriberStats[]): void =>
    void vi.spyOn(bus, 'stats').mockReturnValue({ ...honest, published, subscribers });
  return { bus, probes, lie, problem: () => problems.first?.problem };
}

/** The problem with these accounts, at rest, if there is one. */
function problemOf(published: number, ...subscribers: SubscriberStats[]): string | undefined {
  const { probes, lie, problem } = probed();
  lie(0, row({ name: 'subscriber-1' }));
  probes.check(true);
  lie(published, ...subscribers);
  probes.check(true);
  return problem();
}

describe('the accounts of a bus', () => {
  it('hold for an honest bus, whoever subscribes and whatever they do', async () => {
    const { probes, problem } = probed();
    const dice = new Dice(7);
    const kinds = new Set<string>();
    for (let round = 0; round < 200; round++) {
      probes.refill();
      const probe = probes.add(dice);
      if (probe) kinds.add(probe.kind);
      probes.publish(dice.integer(0, 9));
      probes.check(false);
      for (const each of probes.here.slice(0, dice.integer(0, 3))) each.stop();
      await turn();
    }
    probes.check(false);
    expect(kinds).toEqual(
      new Set(['function', 'pipe', 'bounded', 'concatMap', 'mergeMap', 'batchMap', 'values']),
    );
    expect(problem()).toBeUndefined();
  });

  it('are not told apart where two have the same name', async () => {
    const { bus, probes, problem } = probed();
    for (let n = 0; n < 2; n++) bus.pipe(bounded({ name: 'twin' })).subscribe();
    probes.publish(3);
    await turn();
    probes.check(true);
    bus.pipe(bounded({ name: 'twin', capacity: 1 })).subscribe();
    probes.publish(3);
    await turn();
    probes.check(true);
    expect(problem()).toBeUndefined();
  });

  it('are found out where one is below zero, or holds too much', () => {
    expect(problemOf(0, row({ delivered: -1, dropped: 1 }))).toContain('a is below zero');
    expect(problemOf(9, row({ pending: 5 }))).toContain('a holds more than its capacity');
    expect(problemOf(9, row({ pending: 4 }))).toBeUndefined();
  });

  it('are found out where somebody on the bus itself is not owed what is published', () => {
    const name = 'subscriber-1';
    expect(problemOf(2, row({ name, delivered: 1, dropped: 1 }))).toBeUndefined();
    expect(problemOf(2, row({ name, delivered: 1 }))).toContain(
      'subscriber-1 is owed 1 of 2 new events',
    );
  });

  it('are found out where they differ from what a probe knows', async () => {
    const ask = async (...subscribers: SubscriberStats[]): Promise<string | undefined> => {
      const { probes, lie, problem } = probed();
      const dice = new Dice(1);
      vi.spyOn(dice, 'pick').mockReturnValue('function');
      const probe = probes.add(dice);
      expect(probe?.name).toBe('function-1');
      probes.publish(2);
      await turn();
      lie(2, ...subscribers);
      probes.check(true);
      return problem();
    };
    const name = 'function-1';
    expect(await ask(row({ name, delivered: 2 }))).toBeUndefined();
    expect(await ask()).toBe('function-1 is subscribed and has no account');
    expect(await ask(row({ name, delivered: 3 }))).toContain('function-1 was owed 2 events');
    expect(await ask(row({ name, delivered: 1, dropped: 1 }))).toContain('function-1 had 2 events');
    expect(await ask(row({ name, delivered: 2, pending: 1, dropped: -1 }))).toContain(
      'function-1 waits for events though the bus is at rest',
    );
  });
});
