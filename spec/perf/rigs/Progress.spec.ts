import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress, progressLine } from '../../../perf/rigs/support/Progress.js';

describe('progressLine', () => {
  it.each([
    [0, 60_000, 'x: 0 %, 1m left'],
    [30_000, 60_000, 'x: 50 %, 30s left'],
    [59_999, 60_000, 'x: 99 %, 1s left'],
    [70_000, 60_000, 'x: 100 %, any moment now'],
    [0, 0, 'x: 0 %, any moment now'],
  ])('after %d of %d ms: %s', (done, total, line) => {
    expect(progressLine('x', done, total)).toBe(line);
  });
});

describe('Progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function told(isTTY: boolean): readonly string[] {
    const written: string[] = [];
    const output = { isTTY, write: (text: string) => written.push(text) };
    const progress = new Progress(output, 120_000, Date.now);
    progress.next('first', 0);
    vi.advanceTimersByTime(60_000);
    progress.next('second', 60_000);
    progress.end();
    vi.advanceTimersByTime(60_000);
    return written;
  }

  it('is one line on a terminal, redrawn, and gone at the end', () => {
    const lines = told(true);
    expect(lines).toHaveLength(1 + 240 + 1 + 1);
    expect(lines.at(1)).toBe('\r\x1b[Kfirst: 0 %, 2m left');
    expect(lines.at(-2)).toBe('\r\x1b[Ksecond: 50 %, 1m left');
    expect(lines.at(-1)).toBe('\r\x1b[K');
    expect(lines.join('')).not.toContain('\n');
  });

  it('is a line now and then elsewhere', () => {
    expect(told(false)).toEqual([
      'first: 0 %, 2m left\n',
      'first: 25 %, 2m left\n',
      'first: 50 %, 1m left\n',
      'second: 50 %, 1m left\n',
    ]);
  });
});
