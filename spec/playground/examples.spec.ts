import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../playground/examples/', import.meta.url));
const built = fileURLToPath(new URL('../../build/playground/examples/', import.meta.url));

/** What each example says at its end, so that none ends early unnoticed. */
const lastLines: Readonly<Record<string, string | RegExp>> = {
  bus: 'published 11, abandoned by 0 subscribers',
  config: "applied [ 'log.level', 'timeout' ]",
  kernel: /stopped reason="seen enough"$/,
  supervise: /^gave up: the source was restarted 3 times within 60000 ms .*connection lost$/,
};

describe('the examples', () => {
  it('are the ones that are run here', () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(lastLines).map((name) => `${name}.ts`),
    );
  });

  it.each(Object.entries(lastLines))('%s is short, runs and ends by itself', async (name, last) => {
    expect(readFileSync(`${folder}${name}.ts`, 'utf8').trimEnd().split('\n').length).toBeLessThan(
      41,
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${built}${name}.js`]);
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(last);
  });
});
