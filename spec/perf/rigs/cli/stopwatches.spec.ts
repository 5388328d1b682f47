import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ownStopwatch, quote, timesIn } from '../../../../perf/rigs/cli/stopwatches.js';

describe('quote', () => {
  it.each(['plain', '', 'two words', `import 'rxjs'`, '$HOME "and" `more`\nlines'])(
    'leaves %j as it is to whoever reads it as a shell does',
    (word) => {
      const read = execFileSync('/bin/sh', ['-c', `printf %s ${quote(word)}`], {
        encoding: 'utf8',
      });
      expect(read).toBe(word);
    },
  );
});

describe('timesIn', () => {
  it('takes what every command took from what hyperfine exports', () => {
    const exported = {
      results: [
        { command: 'a', mean: 0.15, user: 0.5, system: 0.25, times: [0.1, 0.2] },
        { command: 'b', mean: 1, user: 0.75, system: 0, times: [1] },
      ],
    };
    expect(timesIn(JSON.stringify(exported))).toEqual([
      { times: [0.1, 0.2], processor: 0.75 },
      { times: [1], processor: 0.75 },
    ]);
  });
});

describe('ownStopwatch', () => {
  it('times every run of every command', async () => {
    const timed = await ownStopwatch.time([['--version'], ['--help']], 2);
    expect(timed.map(({ times }) => times.length)).toEqual([2, 2]);
    expect(timed.flatMap(({ times }) => times).every((seconds) => seconds > 0)).toBe(true);
  });

  it('fails when a command does', async () => {
    await expect(ownStopwatch.time([['--eval', 'process.exit(3)']], 1)).rejects.toThrow(
      'exited with 3',
    );
  });
});
