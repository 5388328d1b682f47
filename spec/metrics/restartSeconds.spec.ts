import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { restartSeconds } from '../../lib/metrics/index.js';

/** Each state of a service named `a`, a second apart. */
const times = (...states: string[]): Promise<number[]> =>
  lastValueFrom(
    restartSeconds(from(states.map((state, i) => ({ name: 'a', state, since: i * 1_000 })))).pipe(
      toArray(),
    ),
  );

describe('restartSeconds', () => {
  it.each([
    [['starting', 'running'], []],
    [['starting', 'running', 'backoff', 'starting', 'running'], [2]],
    [['running', 'backoff', 'starting', 'backoff', 'waiting', 'starting', 'running'], [5]],
    [
      ['running', 'backoff', 'starting', 'running', 'backoff', 'starting', 'running'],
      [2, 2],
    ],
    [['running', 'backoff', 'quarantined', 'starting', 'running'], []],
    [['running', 'backoff', 'stopped', 'starting', 'running'], []],
    [['running', 'backoff', 'starting'], []],
  ])('%j: %j', async (states, seconds) => {
    expect(await times(...states)).toEqual(seconds);
  });

  it('keeps services apart', async () => {
    const transitions = [
      { name: 'a', state: 'backoff', since: 0 },
      { name: 'b', state: 'backoff', since: 500 },
      { name: 'b', state: 'running', since: 1_000 },
      { name: 'a', state: 'running', since: 3_000 },
    ];
    expect(await lastValueFrom(restartSeconds(from(transitions)).pipe(toArray()))).toEqual([
      0.5, 3,
    ]);
  });
});
