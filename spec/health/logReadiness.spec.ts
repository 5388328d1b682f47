import { interval, map, Subject, take } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { Readiness } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { logReadiness } from '../../lib/health/logReadiness.js';
import { Journal } from '../kernel/quiet.js';

const virtually = (run: (helpers: RunHelpers) => void): void =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);

const verdict = (missing: readonly string[], degraded: readonly string[] = []): Readiness => ({
  ready: missing.length === 0,
  missing,
  degraded,
});
const ready = verdict([]);
const unready = verdict(['disk']);
const stopping = verdict(['kernel.shutdown']);

/** What is logged of these verdicts: the event, its causes and how many changes it stands for. */
function logged(...verdicts: readonly Readiness[]): unknown[] {
  const journal = new Journal();
  const readiness$ = new Subject<Readiness>();
  const logging = logReadiness(readiness$, journal).subscribe();
  verdicts.forEach((next) => readiness$.next(next));
  logging.unsubscribe();
  return linesOf(journal);
}

function linesOf({ entries }: Journal): unknown[] {
  return entries.map(({ level, event, fields = {} }) => [level, event, ...Object.values(fields)]);
}

describe('the log of readiness', () => {
  it('says when the node gets ready and unready, and why', () => {
    expect(logged(verdict(['kernel.start']), ready, unready, verdict(['dns']), ready)).toEqual([
      ['info', 'ready'],
      ['warn', 'unready', ['disk']],
      ['info', 'ready'],
    ]);
  });

  it('says what else is to be looked at, each time that changes', () => {
    expect(logged(ready, verdict([], ['a']), verdict([], ['a', 'b']), ready)).toEqual([
      ['warn', 'degraded', ['a']],
      ['warn', 'degraded', ['a', 'b']],
      ['info', 'no longer degraded'],
    ]);
  });

  it('leaves a stop to who logs that', () => {
    expect(logged(verdict([], ['a']), stopping)).toEqual([]);
  });

  it('tells twenty changes within ten seconds one by one, and the others together', () => {
    virtually(({ flush }) => {
      const journal = new Journal();
      // 100 changes after the first verdict, the last of them to ready.
      const flapping$ = interval(1).pipe(
        take(101),
        map((n) => (n % 2 === 0 ? ready : unready)),
      );
      const log = logReadiness(flapping$, journal).subscribe();
      flush();
      log.unsubscribe();
      const lines = linesOf(journal);
      expect(lines).toHaveLength(21);
      expect(lines.slice(0, 3)).toEqual([
        ['warn', 'unready', ['disk']],
        ['info', 'ready'],
        ['warn', 'unready', ['disk']],
      ]);
      expect(lines[20]).toEqual(['info', 'ready', 80]);
    });
  });

  it('goes on telling at that pace while the changes go on, and at once when they had stopped', () => {
    virtually(({ cold, flush }) => {
      const journal = new Journal();
      const steps = { r: ready, u: unready };
      const crowd = '(rururururururururururur)';
      // The 20 changes that are told, then 2 more; one more when that is long over.
      const log = logReadiness(cold(`${crowd} 30s u`, steps), journal).subscribe();
      flush();
      log.unsubscribe();
      expect(linesOf(journal).slice(19)).toEqual([
        ['info', 'ready'],
        ['info', 'ready', 2],
        ['warn', 'unready', ['disk']],
      ]);
    });
  });

  it('has no number where a single change was late', () => {
    virtually(({ cold, flush }) => {
      const journal = new Journal();
      const steps = { r: ready, u: unready };
      const log = logReadiness(cold('(rururururururururururu)', steps), journal).subscribe();
      flush();
      log.unsubscribe();
      expect(linesOf(journal).slice(20)).toEqual([['warn', 'unready', ['disk']]]);
    });
  });
});
