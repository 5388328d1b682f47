import { readiness, type HealthFacts } from 'ron-kernel';
import { describe, expect, it } from 'vitest';

const fine: HealthFacts = {
  configLoaded: true,
  started: true,
  services: [{ name: 'ingest', critical: true, ready: true }],
  busOpen: true,
  stopping: false,
};

describe('readiness', () => {
  const ingest = { name: 'ingest', critical: true, ready: false };
  const audit = { name: 'audit', critical: false, ready: false };
  const disk = { name: 'disk', critical: true };
  const dns = { name: 'dns', critical: false };
  const lag = { name: 'kernel.bus.audit', reason: 'loses events in 2 s' };
  const rollup = { name: 'rollup', critical: true, ready: false };

  it.each<[string, Partial<HealthFacts>, string[], string[]?]>([
    ['everything in place', {}, []],
    ['no services at all', { services: [] }, []],
    ['a critical service not ready', { services: [ingest] }, ['ingest']],
    ['a service that is not critical', { services: [audit] }, [], ['audit']],
    [
      'several, in the order they start',
      { services: [ingest, audit, rollup] },
      ['ingest', 'rollup'],
      ['audit'],
    ],
    ['a critical check that fails', { checks: [{ ...disk, state: 'failing' }] }, ['disk']],
    ['a critical check that has not run', { checks: [{ ...disk, state: 'pending' }] }, ['disk']],
    ['a critical check that passes', { checks: [{ ...disk, state: 'passing' }] }, []],
    ['a check that is not critical', { checks: [{ ...dns, state: 'failing' }] }, [], ['dns']],
    ['one that is not critical and has not run', { checks: [{ ...dns, state: 'pending' }] }, []],
    [
      'services, then checks, and what else is to be looked at',
      { services: [ingest], checks: [{ ...disk, state: 'failing' }], warnings: [lag] },
      ['ingest', 'disk'],
      ['kernel.bus.audit'],
    ],
    [
      'a warning before the start, which explains nothing',
      { started: false, warnings: [lag] },
      ['kernel.start'],
    ],
    [
      'a service that is not critical, which another waits for',
      { services: [audit, { ...rollup, dependsOn: ['audit'] }] },
      ['audit'],
    ],
    ['the bus closed', { busOpen: false }, ['kernel.bus']],
    ['the bus and a service', { busOpen: false, services: [ingest] }, ['kernel.bus', 'ingest']],
    [
      'not started, which explains the services',
      { started: false, services: [ingest] },
      ['kernel.start'],
    ],
    [
      'no config, which explains the rest',
      { configLoaded: false, started: false },
      ['kernel.config'],
    ],
    [
      'stopping, which explains everything',
      { stopping: true, busOpen: false, services: [ingest] },
      ['kernel.shutdown'],
    ],
  ])('%s', (_case, change, missing, degraded = []) => {
    const ready = missing.length === 0;
    expect(readiness({ ...fine, ...change })).toEqual({ ready, missing, degraded });
  });

  it('blames what a service depends on, down to the root and whether critical or not', () => {
    const services = [
      { name: 'disk', critical: false, ready: false },
      { name: 'store', critical: true, ready: false, dependsOn: ['disk', 'clock'] },
      { name: 'clock', critical: true, ready: true },
      { name: 'api', critical: true, ready: false, dependsOn: ['store'] },
    ];
    expect(readiness({ ...fine, services }).missing).toEqual(['disk']);
  });

  it('blames a service whose dependencies are all ready, and each culprit once', () => {
    const services = [
      { name: 'store', critical: true, ready: false, dependsOn: ['clock'] },
      { name: 'clock', critical: true, ready: true },
      { name: 'api', critical: true, ready: false, dependsOn: ['store', 'unheard-of'] },
    ];
    expect(readiness({ ...fine, services }).missing).toEqual(['store']);
  });

  it('is frozen, causes included', () => {
    const verdict = readiness({ ...fine, stopping: true });
    expect(Object.isFrozen(verdict)).toBe(true);
    expect(Object.isFrozen(verdict.missing)).toBe(true);
    expect(Object.isFrozen(verdict.degraded)).toBe(true);
  });
});
