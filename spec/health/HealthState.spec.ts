import { HealthState, type Readiness } from 'ron-kernel';
import { describe, expect, it } from 'vitest';

const ready = { ready: true, missing: [], degraded: [] };
const missing = (...causes: string[]): Readiness => ({
  ready: false,
  missing: causes,
  degraded: [],
});

describe('HealthState', () => {
  it('knows nothing at first, and so is not ready', () => {
    expect(new HealthState().readiness).toEqual(missing('kernel.config'));
  });

  it('emits the verdict in force, then each change of it, and nothing when it stays the same', () => {
    const health = new HealthState({ configLoaded: true });
    const seen: Readiness[] = [];
    health.readiness$.subscribe((verdict) => seen.push(verdict));
    const ingest = { name: 'ingest', critical: true };

    health.update({ started: true, services: [{ ...ingest, ready: false }] });
    health.update({ services: [{ ...ingest, ready: false }] });
    health.update({ services: [{ ...ingest, ready: true }] });
    health.update({ stopping: true });
    health.update({ busOpen: false });

    expect(seen).toEqual([
      missing('kernel.start'),
      missing('ingest'),
      ready,
      missing('kernel.shutdown'),
    ]);
    expect(health.facts.busOpen).toBe(false);
  });

  it('emits when the causes change though the verdict does not', () => {
    const health = new HealthState({ configLoaded: true, started: true, busOpen: false });
    const seen: Readiness[] = [];
    health.readiness$.subscribe((verdict) => seen.push(verdict));
    health.update({ busOpen: true, services: [{ name: 'ingest', critical: true, ready: false }] });
    expect(seen).toEqual([missing('kernel.bus'), missing('ingest')]);
  });

  it('keeps one order for all, also when a subscriber changes the facts', () => {
    const health = new HealthState({ configLoaded: true });
    const seen: Readiness[] = [];
    health.readiness$.subscribe((verdict) => {
      if (verdict.ready) {
        health.update({ stopping: true });
        expect(health.readiness).toEqual(missing('kernel.shutdown'));
      }
    });
    health.readiness$.subscribe((verdict) => seen.push(verdict));
    health.update({ started: true });
    expect(seen).toEqual([missing('kernel.start'), ready, missing('kernel.shutdown')]);
  });

  it('gives the last verdict to who comes after the end', () => {
    const health = new HealthState({ configLoaded: true });
    health.update({ stopping: true });
    health.complete();
    const seen: unknown[] = [];
    health.readiness$.subscribe({
      next: (verdict) => seen.push(verdict),
      complete: () => seen.push('complete'),
    });
    expect(seen).toEqual([missing('kernel.shutdown'), 'complete']);
  });
});
