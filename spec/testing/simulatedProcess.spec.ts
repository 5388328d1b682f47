import { describe, expect, it } from 'vitest';
import { SimulatedProcess } from '../../lib/testing/simulation/SimulatedProcess.js';

const ignore = (): void => undefined;

describe('a simulated process', () => {
  it('is none the worse for what nobody heeds', () => {
    const process = new SimulatedProcess();
    process.signal('SIGTERM');
    process.uncaught(new Error('unheard'));
    expect(process.expected(true)).toBeUndefined();
    expect(process.exited).toBeUndefined();
  });

  it('is to end with 0 after one signal and a clean stop, else with 1', () => {
    const signalled = new SimulatedProcess();
    signalled.on('SIGTERM', ignore);
    signalled.signal('SIGTERM');
    expect(signalled.expected(true)).toBe(0);
    expect(signalled.expected(false)).toBe(1);
    signalled.signal('SIGTERM');
    expect(signalled.expected(true)).toBe(1);
    const failed = new SimulatedProcess();
    failed.on('uncaughtException', ignore);
    failed.uncaught(new Error('planted'));
    expect(failed.expected(true)).toBe(1);
  });

  it('ends once: with what it is told, else its exit code, else 0', () => {
    const [told, coded, plain] = [1, 2, 3].map(() => new SimulatedProcess());
    told?.exit(4);
    told?.exit(5);
    if (coded) coded.exitCode = '3';
    coded?.exit();
    plain?.exit();
    expect([told, coded, plain].map((each) => each?.exited)).toEqual([4, 3, 0]);
  });
});
