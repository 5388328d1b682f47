import {
  functionOption,
  integerOption,
  millisecondsOption,
  objectOption,
  wordOption,
} from '../internal/options.js';
import type { Backoff } from './Backoff.js';
import { exponential } from './exponential.js';
import type { RestartLimit, RestartPolicy, RestartType } from './RestartPolicy.js';

/** A {@link RestartPolicy} checked and with its defaults in. */
export interface ResolvedPolicy {
  readonly restart: RestartType;
  readonly backoff: Backoff;
  readonly limit: RestartLimit | 'unlimited';
  readonly stableAfter: number;
  readonly cooldown: number | undefined;
}

const DEFAULT_BACKOFF = exponential();
const DEFAULT_LIMIT: RestartLimit = Object.freeze({ restarts: 5, within: 60_000 });

/** A limit of so many restarts within so long. */
export function limitOption(name: string, limit: RestartLimit): RestartLimit {
  objectOption(name, limit);
  return {
    restarts: integerOption(`${name}.restarts`, limit.restarts, 0, 10_000),
    within: millisecondsOption(`${name}.within`, limit.within, 1),
  };
}

function backoffOption(backoff: Backoff): Backoff {
  objectOption('backoff', backoff);
  functionOption('backoff.delay', backoff.delay);
  millisecondsOption(
    'backoff.delay()',
    backoff.delay({ attempt: 0, previous: 0 }, () => 0.5),
  );
  return backoff;
}

/** Checks a policy and fills in what it leaves out. Throws what names the option at fault. */
export function resolvePolicy(policy: RestartPolicy = {}): ResolvedPolicy {
  objectOption('policy', policy);
  const { restart, backoff, limit, stableAfter, cooldown } = policy;
  return {
    restart: wordOption('restart', restart ?? 'permanent', ['permanent', 'transient', 'temporary']),
    backoff: backoff === undefined ? DEFAULT_BACKOFF : backoffOption(backoff),
    limit: limit === 'unlimited' ? limit : limitOption('limit', limit ?? DEFAULT_LIMIT),
    stableAfter: millisecondsOption('stableAfter', stableAfter ?? 10_000),
    cooldown: cooldown === undefined ? undefined : millisecondsOption('cooldown', cooldown, 1),
  };
}
