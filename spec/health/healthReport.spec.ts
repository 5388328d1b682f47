import { describe, expect, it } from 'vitest';
import { healthReport } from '../../lib/health/healthReport.js';
import type { HealthFacts } from '../../lib/health/readiness.js';

const facts = (patch: Partial<HealthFacts>): HealthFacts => ({
  configLoaded: true,
  started: true,
  services: [],
  busOpen: true,
  stopping: false,
  ...patch,
});

describe('healthReport', () => {
  it('has nothing to say about a node of nothing', () => {
    expect(healthReport(facts({}))).toEqual({ services: [], checks: [], warnings: [] });
  });

  it('says of a service what is known of it, and no more', () => {
    const { services } = healthReport(
      facts({
        services: [
          { name: 'bare', critical: false, ready: true },
          {
            name: 'full',
            critical: true,
            ready: true,
            dependsOn: ['bare'],
            state: 'running',
            generation: 3,
            restarts: 2,
          },
        ],
      }),
    );
    expect(services).toStrictEqual([
      { name: 'bare', ready: true, critical: false, dependsOn: [] },
      {
        name: 'full',
        state: 'running',
        generation: 3,
        restarts: 2,
        ready: true,
        critical: true,
        dependsOn: ['bare'],
      },
    ]);
  });

  it('tells what a service failed with until it is ready again', () => {
    const reasonOf = (ready: boolean, lastError: unknown): string | undefined =>
      healthReport(facts({ services: [{ name: 'a', critical: true, ready, lastError }] }))
        .services[0]?.reason;
    expect(reasonOf(false, new Error('no disk'))).toBe('no disk');
    expect(reasonOf(false, undefined)).toBeUndefined();
    expect(reasonOf(true, new Error('no disk'))).toBeUndefined();
  });

  it('tells the outcome of checks and what else is wrong', () => {
    const { checks, warnings } = healthReport(
      facts({
        checks: [
          { name: 'disk', critical: true, state: 'failing', reason: 'full' },
          { name: 'peer', critical: false, state: 'pending' },
        ],
        warnings: [{ name: 'memory', reason: 'it grows' }],
      }),
    );
    expect(checks).toStrictEqual([
      { name: 'disk', state: 'failing', critical: true, reason: 'full' },
      { name: 'peer', state: 'pending', critical: false },
    ]);
    expect(warnings).toEqual([{ name: 'memory', reason: 'it grows' }]);
  });
});
