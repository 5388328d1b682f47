import { describe, expect, it } from 'vitest';
import type { Observed } from '../../lib/http/index.js';
import {
  isVerbose,
  livenessAnswer,
  readinessAnswer,
  startupAnswer,
} from '../../lib/http/probeAnswers.js';
import type { Answer } from '../../lib/http/Answer.js';

const unready = { ready: false, missing: ['ingest'] };
const ready = { ready: true, missing: [], degraded: ['disk'] };

/** As much of a node as is asked. */
const node = (facts: Partial<Observed>): Observed => facts as Observed;
const said = ({ status, body, headers }: Answer): unknown[] => [
  status,
  JSON.parse(body),
  headers?.['Retry-After'],
];

describe('what probes are answered', () => {
  it('is that the loop turns, until it has stood still for as long as it may', () => {
    expect(said(livenessAnswer(499.9, 500))).toEqual([200, { ok: true }, undefined]);
    expect(said(livenessAnswer(500.4, 500))).toEqual([503, { ok: false, stalledFor: 500 }, '1']);
  });

  it('is whether the node has started, which it has where it is ready', () => {
    const missing = ['ingest'];
    expect(said(startupAnswer(node({ readiness: unready, started: true })))[0]).toBe(200);
    expect(said(startupAnswer(node({ readiness: unready, started: false })))).toEqual([
      503,
      { started: false, missing },
      '1',
    ]);
    expect(said(startupAnswer(node({ readiness: unready })))[0]).toBe(503);
    expect(said(startupAnswer(node({ readiness: ready })))).toEqual([
      200,
      { started: true },
      undefined,
    ]);
  });

  it('is whether it is ready, with all that makes it so where that is asked for', () => {
    const report = () => ({ services: [], checks: [], warnings: [] });
    const health = { report } as unknown as NonNullable<Observed['health']>;
    const short = { ready: false, missing: ['ingest'], degraded: [] };
    expect(said(readinessAnswer(node({ readiness: unready, health }), false))).toEqual([
      503,
      short,
      '1',
    ]);
    expect(said(readinessAnswer(node({ readiness: unready, health }), true))[1]).toEqual({
      ...short,
      ...report(),
    });
    expect(said(readinessAnswer(node({ readiness: ready }), true))).toEqual([
      200,
      ready,
      undefined,
    ]);
  });

  it.each([
    ['/readyz', false],
    ['/readyz?from=probe', false],
    ['/readyz?verbose', true],
    ['/readyz?a=1&verbose=no', true],
  ])('is more than the least where %s asks for that: %s', (url, verbose) => {
    expect(isVerbose(url)).toBe(verbose);
  });
});
