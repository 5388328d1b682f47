import type { CpuInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cpuShare, cpuTimes } from '../../playground/cpuShare.js';

const core = (user: number, sys: number, idle: number): CpuInfo => ({
  model: '',
  speed: 0,
  times: { user, sys, idle, nice: 0, irq: 0 },
});

describe('cpuShare', () => {
  it('tells which share of all cores was busy in between', () => {
    const before = cpuTimes([core(100, 10, 890), core(0, 0, 1_000)]);
    const after = cpuTimes([core(150, 60, 890), core(0, 0, 1_100)]);
    expect(cpuShare(before, after)).toBe(0.5);
  });

  it('is 0 when no time went by, and stays within 0 and 1 when a core goes away', () => {
    const two = cpuTimes([core(100, 0, 100), core(900, 0, 0)]);
    const one = cpuTimes([core(150, 0, 1_100)]);
    expect(cpuShare(two, two)).toBe(0);
    expect(cpuShare(two, one)).toBe(0);
  });
});
