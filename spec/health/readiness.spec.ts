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
  const rollup = { name: 'rollup', critical: true, ready: false };

  it.each<[string, Partial<HealthFacts>, string[]]>([
    ['everything in place', {}, []],
    ['no services at all', { services: [] }, []],
    ['a critical service not ready', { services: [ingest] }, ['ingest']],
    ['a service that is not critical', { services: [audit] }, []],
    [
      'several, in the order they start',
      { services: [ingest, audit, rollup] },
      ['ingest', 'rollup'],
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
  ])('%s', (_case, change, missing) => {
    expect(readiness({ ...fine, ...change })).toEqual({ ready: missing.length === 0, missing });
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
  });
});
