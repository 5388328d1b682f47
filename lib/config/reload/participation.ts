import type { ConfigIssue } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigParticipant } from '../ConfigParticipant.js';
import type { DeepReadonly } from '../DeepReadonly.js';

const FAILURES = {
  prepare: 'refused the change',
  commit: 'failed to commit a change',
  rollback: 'failed to roll back',
} as const;

/** A change under way: those who are ready for it, and those who weren't. */
export interface Preparation<T> {
  /** In the order in which they are to commit. */
  readonly ready: readonly ConfigParticipant<T>[];
  readonly issues: readonly ConfigIssue[];
}

/**
 * Prepares all, one after the other. When one fails, or `signal` has aborted, those before it are
 * rolled back in reverse, and nobody is ready.
 */
export async function prepareAll<T>(
  participants: Iterable<ConfigParticipant<T>>,
  next: DeepReadonly<T>,
  current: DeepReadonly<T>,
  signal: AbortSignal,
): Promise<Preparation<T>> {
  const ready: ConfigParticipant<T>[] = [];
  for (const participant of [...participants]) {
    const issues = await attempt(participant, 'prepare', next, current);
    if (issues.length === 0) ready.push(participant);
    if (issues.length === 0 && !signal.aborted) continue;
    for (const earlier of ready.reverse()) {
      issues.push(...(await attempt(earlier, 'rollback', next, current)));
    }
    return { ready: [], issues };
  }
  return { ready, issues: [] };
}

/** Commits all, one after the other, also when one fails. */
export async function commitAll<T>(
  ready: readonly ConfigParticipant<T>[],
  next: DeepReadonly<T>,
  previous: DeepReadonly<T>,
): Promise<readonly ConfigIssue[]> {
  const issues: ConfigIssue[] = [];
  for (const participant of ready) {
    issues.push(...(await attempt(participant, 'commit', next, previous)));
  }
  return issues;
}

async function attempt<T>(
  participant: ConfigParticipant<T>,
  phase: keyof typeof FAILURES,
  next: DeepReadonly<T>,
  other: DeepReadonly<T>,
): Promise<ConfigIssue[]> {
  try {
    await participant[phase]?.(next, other);
    return [];
  } catch (error) {
    const message = `${FAILURES[phase]}: ${reasonOf(error)}`;
    return [{ source: participant.name, key: '', message }];
  }
}
