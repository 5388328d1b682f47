import type { Telemetry } from '../support/Telemetry.js';
import { startClient } from './startClient.js';

/** What is known of a node's answers. */
export interface Answers {
  /** How many there were so far. */
  readonly count: () => number;
  /** Asks no more; throws unless every request was answered, and there was one. */
  readonly check: () => void;
}

/** Has another process ask for `path` so often a second, and times the answers under its name. */
export function watchAnswers(
  address: string,
  path: string,
  perSecond: number,
  telemetry: Telemetry,
): Answers {
  const answer = telemetry.timer(path);
  const client = startClient(address, path, 1e3 / perSecond);
  let count = 0;
  const failures: string[] = [];
  let failure: unknown;
  client.news$.subscribe({
    next: (news) => {
      failures.push(...news.failures);
      count += news.took.length;
      news.took.forEach(answer);
    },
    error: (error: unknown) => (failure = error),
  });
  return {
    count: () => count,
    check: () => {
      client.stop();
      if (failure !== undefined) throw new Error('the client failed', { cause: failure });
      if (count === 0 || failures.length > 0) {
        const why = failures.length === 0 ? '' : `: ${[...new Set(failures)].join(', ')}`;
        throw new Error(
          `${count} requests for ${path} were answered, and ${failures.length} failed${why}`,
        );
      }
    },
  };
}
