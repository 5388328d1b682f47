import { describe, expect, it } from 'vitest';
import { flightRecorder, recordingOf, revived } from './support.js';

/** Bytes of the heap that are in use, once what isn't has been collected. */
function heapUsed(): number {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const masked = (text: string): string => text.replaceAll('hunter2', '***');

describe('FlightRecorder', () => {
  it('holds the newest events, with their sequence, in order', () => {
    const recorder = flightRecorder({ events: 3 });
    for (let n = 1; n <= 8; n++) recorder.published({ n }, n);
    const { events, published } = recordingOf(recorder);
    expect(published).toBe(8);
    expect(events.map(({ sequence, event }) => [sequence, event])).toEqual([
      [6, { n: 6 }],
      [7, { n: 7 }],
      [8, { n: 8 }],
    ]);
    const times = events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('shows as many as are wanted', () => {
    const recorder = flightRecorder();
    for (let n = 1; n <= 8; n++) recorder.published(n, n);
    const held = (last: number): number =>
      (JSON.parse(recorder.recording('a spec', last)) as { events: unknown[] }).events.length;
    expect([0, 3, 8, 100].map(held)).toEqual([0, 3, 8, 8]);
  });

  it('holds no more than its bytes, however large events are', () => {
    const before = heapUsed();
    const recorder = flightRecorder({ events: 100_000, bytes: 1_000_000 });
    for (let n = 1; n <= 20_000; n++) {
      recorder.published({ n, text: `${n}:`.padEnd(1_000, 'x'), wide: '\u4e00'.repeat(100) }, n);
    }
    // The text of each is some 1,150 characters, two bytes each.
    expect(heapUsed() - before).toBeLessThan(1_500_000);
    const { events } = recordingOf(recorder);
    expect(events.length).toBeGreaterThan(300);
    expect(events.length).toBeLessThan(500);
    expect(events.at(-1)?.sequence).toBe(20_000);
  });

  it('has room for one event at least', () => {
    const recorder = flightRecorder({ events: 1, bytes: 65_536 });
    for (const text of ['a', '\u0001'.repeat(1_000), 'b']) {
      recorder.published(Array(9).fill(text), 1);
      expect(recordingOf(recorder).events).toHaveLength(1);
    }
  });

  it('keeps nothing of an event alive: not itself, nor a long text that it has a piece of', () => {
    const before = heapUsed();
    const recorder = flightRecorder();
    for (let n = 1; n <= 50; n++) {
      const text = Buffer.alloc(1_000_000, `${n} `).toString('latin1');
      recorder.published({ buffer: new Float64Array(1e5), text, piece: text.slice(10, 90) }, n);
    }
    expect(heapUsed() - before).toBeLessThan(2_000_000);
    expect(recordingOf(recorder).events).toHaveLength(50);
  });

  it('knows who publishes, if told right before, and of no other event meanwhile', () => {
    const recorder = flightRecorder();
    const [mine, others] = [{ n: 1 }, { n: 2 }];
    recorder.expect(mine, 'ingest');
    recorder.published(others, 1); // by a handler that made room for mine
    recorder.published(mine, 2);
    recorder.published(mine, 3);
    expect(recordingOf(recorder).events.map(({ publisher }) => publisher)).toEqual([
      null,
      'ingest',
      null,
    ]);
  });

  it('notes the context of each event', () => {
    let corrId: string | undefined = 'r-1';
    const recorder = flightRecorder({ corrId: () => corrId });
    recorder.published(1, 1);
    corrId = undefined;
    recorder.published(2, 2);
    corrId = 'x'.repeat(5_000);
    recorder.published(3, 3);
    expect(recordingOf(recorder).events.map((each) => each.corrId)).toEqual(['r-1', null, null]);
  });

  it('has the slowest delivery of each of the fifty slowest', () => {
    const recorder = flightRecorder();
    for (let n = 1; n <= 200; n++) recorder.slowest(`s-${n % 100}`, n, n);
    recorder.slowest('s-99', 5, 1_000);
    const { slowest } = recordingOf(recorder);
    expect(slowest).toHaveLength(50);
    expect(slowest[0]).toMatchObject({ subscriber: 's-0', ms: 200, sequence: 200 });
    expect(slowest[1]).toMatchObject({ subscriber: 's-99', ms: 199, sequence: 199 });
    expect(slowest.at(-1)).toMatchObject({ subscriber: 's-51', ms: 151 });
  });

  it('has the last hundred of what happens now and then', () => {
    const recorder = flightRecorder();
    const incident = { type: 'crash', service: 'a', generation: 1, decision: null } as const;
    for (let n = 1; n <= 150; n++) {
      recorder.incident({ ...incident, reason: `${n}`, stack: 'x'.repeat(1e5) });
      recorder.config({
        status: 'applied',
        version: n,
        changed: Array<string>(500).fill('key'),
        reason: null,
      });
      recorder.readiness({ ready: false, missing: [`${n}`], degraded: [] });
    }
    const { incidents, configs, readiness } = recordingOf(recorder);
    expect([incidents.length, configs.length, readiness.length]).toEqual([100, 100, 100]);
    expect(incidents.at(0)).toMatchObject({ reason: '51', stack: 'x'.repeat(2_000) });
    expect(configs.at(-1)).toMatchObject({ version: 150, changed: Array(100).fill('key') });
    expect(readiness.at(-1)?.missing).toEqual(['150']);
  });

  it.each([
    [
      { token: 'hunter2', hunter2: ['a hunter2 b'] },
      { token: '***', '***': ['a *** b'] },
    ],
    [{ text: `${'x'.repeat(1_020)}hunter2` }, { text: `${'x'.repeat(1_020)}***` }],
    [{ error: new Error('hunter2') }, { error: new Error('***') }],
  ])('masks secrets, case %#', (event, safe) => {
    const back = revived(event, { redact: masked });
    expect(back.event).toEqual(safe);
  });

  it('masks secrets that are numbers, as long as they are secret', () => {
    const redact = (text: string): string => text.replaceAll('4711', '***');
    const back = revived({ pin: 4711, big: 4711n, at: new Date(4711), port: 47110 }, { redact });
    expect(back.event).toEqual({ pin: '***', big: undefined, at: undefined, port: 47110 });
    expect(back.lost.map(({ path }) => path)).toEqual(['big', 'at']);
    const text = revived({ $ron: 'x' }, { redact: (all) => all.replaceAll('object', '***') });
    expect(text.event).toEqual({ $ron: 'x' });
  });

  it('masks secrets in reasons, stacks and whose request it was', () => {
    const recorder = flightRecorder({ redact: masked, corrId: () => 'hunter2' });
    recorder.published({}, 1);
    const failure = { service: 'a', generation: 1, reason: 'hunter2', stack: 'at hunter2' };
    recorder.incident({ type: 'crash', decision: 'restart', ...failure });
    recorder.config({ status: 'rejected', version: 1, changed: [], reason: 'hunter2' });
    const text = recorder.recording('hunter2', 1);
    expect(text).not.toContain('hunter2');
    expect(recordingOf(recorder).events[0]?.corrId).toBe('***');
  });
});
