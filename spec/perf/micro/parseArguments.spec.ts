import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../perf/micro/support/parseArguments.js';

const known = ['broadcast-fairness', 'broadcast-allocation'];

describe('parseArguments', () => {
  it('runs every suite in full when nothing is asked for', () => {
    expect(parseArguments([], known)).toEqual({
      names: known,
      effort: 'full',
      json: false,
      help: false,
    });
  });

  it('takes names and flags in any order', () => {
    expect(parseArguments(['--json', 'broadcast-allocation', '--quick'], known)).toEqual({
      names: ['broadcast-allocation'],
      effort: 'quick',
      json: true,
      help: false,
    });
  });

  it('names a benchmark that does not exist, and those that do', () => {
    expect(() => parseArguments(['fanout'], known)).toThrow(
      "there is no benchmark 'fanout'; there are broadcast-fairness, broadcast-allocation",
    );
  });

  it('refuses a flag it does not know', () => {
    expect(() => parseArguments(['--fast'], known)).toThrow("Unknown option '--fast'");
  });
});
