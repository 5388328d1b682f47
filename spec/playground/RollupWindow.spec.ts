import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseStatsd } from '../../playground/parseStatsd.js';
import { MAX_SERIES, RollupWindow } from '../../playground/RollupWindow.js';

describe('RollupWindow', () => {
  let window: RollupWindow;
  const send = (datagram: string) => {
    const { metrics, badLines } = parseStatsd(datagram);
    for (const metric of metrics) window.add({ type: 'statsd.metric', ...metric });
    if (badLines > 0) window.add({ type: 'statsd.bad-lines', lines: badLines });
  };
  beforeEach(() => (window = new RollupWindow()));

  it('is empty when nothing happened', () => {
    expect(window.close(5, 1)).toEqual({
      at: 5,
      seconds: 1,
      counters: {},
      gauges: {},
      timers: {},
      sets: {},
      badLines: 0,
      ignored: 0,
    });
  });

  it('adds up counters, scaled by their sample rates, and tells their rate a second', () => {
    send('hits:1|c\nhits:2|c|@0.5\nhits:-1|c\nmisses:3|c');
    expect(window.close(0, 2).counters).toEqual({
      hits: { count: 4, rate: 2 },
      misses: { count: 3, rate: 1.5 },
    });
    expect(window.close(0, 1).counters).toEqual({});
  });

  it('sets gauges, changes them by a signed value, and keeps them for the windows that follow', () => {
    send('queue:333|g\nqueue:-10|g\nqueue:+4|g\nnew:-2|g');
    expect(window.close(0, 1).gauges).toEqual({ queue: 327, new: -2 });
    send('queue:1|g');
    expect(window.close(0, 1).gauges).toEqual({ queue: 1, new: -2 });
    expect(window.close(0, 1).gauges).toEqual({ queue: 1, new: -2 });
  });

  it('sums up timers', () => {
    send(Array.from({ length: 100 }, (_, index) => `db:${100 - index}|ms`).join('\n'));
    send('api:7|h|@0.1');
    expect(window.close(0, 1).timers).toEqual({
      db: { count: 100, min: 1, max: 100, mean: 50.5, p50: 50, p95: 95, p99: 99 },
      api: { count: 10, min: 7, max: 7, mean: 7, p50: 7, p95: 7, p99: 7 },
    });
    expect(window.close(0, 1).timers).toEqual({});
  });

  it("counts a set's different members", () => {
    send('users:ann|s\nusers:bob|s\nusers:ann|s');
    expect(window.close(0, 1).sets).toEqual({ users: 2 });
    expect(window.close(0, 1).sets).toEqual({});
  });

  it('keeps kinds apart that share a name', () => {
    send('x:1|c\nx:2|g\nx:3|ms\nx:4|s');
    const { counters, gauges, timers, sets } = window.close(0, 1);
    expect([counters, gauges, timers, sets].map((series) => Object.keys(series))).toEqual([
      ['x'],
      ['x'],
      ['x'],
      ['x'],
    ]);
  });

  it('counts bad lines', () => {
    send('one\ntwo\nx:1|c');
    send('three');
    expect(window.close(0, 1).badLines).toBe(3);
    expect(window.close(0, 1).badLines).toBe(0);
  });

  it('means what the host said, but tells the longest loop delay', () => {
    const sample = { type: 'host.sample', at: 0, memory: 0.5, load: 1, rss: 100 } as const;
    window.add({ ...sample, cpu: 0.2, loopDelay: 9 });
    window.add({ ...sample, cpu: 0.4, loopDelay: 3 });
    const { host } = window.close(0, 1);
    expect(host?.cpu).toBeCloseTo(0.3);
    expect(host).toMatchObject({ memory: 0.5, load: 1, rss: 100, loopDelay: 9 });
    expect(window.close(0, 1)).not.toHaveProperty('host');
  });

  it('passes over what is not its business', () => {
    const before = window.close(0, 1);
    window.add({ type: 'statsd.listening', address: '127.0.0.1:8125' });
    window.add({ type: 'rollup.window', ...before });
    expect(window.close(0, 1)).toEqual(before);
  });

  it('holds so many series of a kind and counts what it leaves out', () => {
    for (let index = 0; index < MAX_SERIES + 5; index++) send(`s${index}:1|c\ns${index}:1|g`);
    send('s0:1|c\ns0:7|g\nother:1|ms');
    const summary = window.close(0, 1);
    expect(Object.keys(summary.counters)).toHaveLength(MAX_SERIES);
    expect(summary.counters['s0']).toEqual({ count: 2, rate: 2 });
    expect(summary.gauges['s0']).toBe(7);
    expect(Object.keys(summary.timers)).toEqual(['other']);
    expect(summary.ignored).toBe(10);
    expect(window.close(0, 1).ignored).toBe(0);
  });

  it('takes names that mean something to JavaScript', () => {
    send('__proto__:1|c\nconstructor:2|g\ntoString:3|s');
    const text = JSON.stringify(window.close(0, 1));
    expect(text).toContain('"counters":{"__proto__":{"count":1,"rate":1}}');
    expect(text).toContain('"gauges":{"constructor":2}');
    expect(text).toContain('"sets":{"toString":1}');
  });

  it('never grows past what JSON can say', () => {
    send(
      'c:1e308|c|@1e-10\nc:-1e308|c|@1e-10\ng:1e308|g\ng:+1e308|g\nt:1e308|ms|@1e-320\nt:1e308|ms',
    );
    const text = JSON.stringify(window.close(0, 1));
    expect(text).not.toContain('null');
  });

  it('orders what a timer tells, and tells only what was measured', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (measured) => {
        const window = new RollupWindow();
        for (const value of measured) {
          window.add({ type: 'statsd.metric', kind: 'timer', name: 't', value, rate: 1 });
        }
        const { t } = window.close(0, 1).timers;
        if (!t) throw new Error('no timer');
        const rising = [t.min, t.p50, t.p95, t.p99, t.max];
        expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        expect(measured).toEqual(expect.arrayContaining(rising));
        expect(t.mean >= t.min && t.mean <= t.max).toBe(true);
        expect(t.count).toBe(measured.length);
        for (const [value, share] of [
          [t.p50, 0.5],
          [t.p95, 0.95],
          [t.p99, 0.99],
        ] as const) {
          const notAbove = measured.filter((one) => one <= value).length;
          expect(notAbove).toBeGreaterThanOrEqual(share * measured.length - 1e-9);
        }
      }),
    );
  });
});
