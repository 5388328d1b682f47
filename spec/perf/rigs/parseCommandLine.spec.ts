import { describe, expect, it } from 'vitest';
import { choices, count, counts, duration, durations } from '../../../perf/rigs/support/options.js';
import { helpOf, parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';

const rig = {
  name: 'sample',
  question: 'How much?',
  options: {
    rates: counts({ help: 'events a second', default: [50_000, 250_000], quick: [1_000] }),
    for: duration({ help: 'how long', default: 30_000, quick: 500, least: 100 }),
    every: durations({ help: 'from one to the next', default: [250, 1_000], least: 10 }),
    subscribers: count({ help: 'how many', default: 8, least: 1 }),
    only: choices(['rates', 'cpu'], { help: 'what to run', default: ['rates', 'cpu'] }),
  },
};

describe('parseCommandLine', () => {
  it('takes the defaults when nothing is asked for', () => {
    expect(parseCommandLine(rig, [])).toEqual({
      values: {
        rates: [50_000, 250_000],
        for: 30_000,
        every: [250, 1_000],
        subscribers: 8,
        only: ['rates', 'cpu'],
      },
      effort: 'full',
      json: false,
      help: false,
      out: 'build/report',
    });
  });

  it('reads numbers with suffixes, durations, lists and words', () => {
    const words = [
      '--rates',
      '1.5k,2M',
      '--for=1h',
      '--every',
      '20ms,1m',
      '--subscribers',
      '16',
      '--only',
      'cpu',
    ];
    expect(parseCommandLine(rig, [...words, '--json', '--out', 'elsewhere'])).toMatchObject({
      values: {
        rates: [1_500, 2_000_000],
        for: 3_600_000,
        every: [20, 60_000],
        subscribers: 16,
        only: ['cpu'],
      },
      json: true,
      out: 'elsewhere',
    });
  });

  it('shortens a quick run, unless told how much', () => {
    expect(parseCommandLine(rig, ['--quick', '--for', '2s'])).toMatchObject({
      values: { rates: [1_000], for: 2_000, subscribers: 8 },
      effort: 'quick',
    });
  });

  it.each([
    [
      ['--subscribers', '0'],
      "--subscribers '0': expected a whole number from 1, such as 9 or 250k",
    ],
    [['--rates', '1k,lots'], "--rates '1k,lots': expected a whole number from 1"],
    [['--for', '30'], "--for '30': expected a duration such as '30s' or '1h'"],
    [['--for', '20ms'], "--for '20ms': expected 100ms at least"],
    [['--every', '20ms,5ms'], "--every '20ms,5ms': expected 10ms at least"],
    [['--only', 'cpus'], "--only 'cpus': expected some of rates, cpu"],
    [['--fast'], "Unknown option '--fast'"],
    [['fast'], "Unexpected argument 'fast'"],
  ])('refuses %j', (words, message) => {
    expect(() => parseCommandLine(rig, words)).toThrow(message);
  });
});

describe('helpOf', () => {
  it('tells every option with its default', () => {
    const help = helpOf(rig);
    expect(help).toContain('npm run perf:sample [-- options]');
    expect(help).toMatch(/--rates <count,…> +events a second \(50k,250k\)/);
    expect(help).toMatch(/--for <duration> +how long \(30s\)/);
    expect(help).toMatch(/--every <duration,…> +from one to the next \(250ms,1s\)/);
    expect(help).toMatch(/--only <name,…> +what to run \(rates,cpu\)/);
  });
});
