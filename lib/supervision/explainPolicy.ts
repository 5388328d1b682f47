import { integerOption, millisecondsOption } from '../internal/options.js';
import { seededRandom } from '../internal/seededRandom.js';
import type { Random } from './Backoff.js';
import { resolvePolicy, type ResolvedPolicy } from './resolvePolicy.js';
import type { RestartPolicy } from './RestartPolicy.js';
import { enoughRestarts, simulatePolicy } from './simulatePolicy.js';

/** Options of {@link explainPolicy}. */
export interface ExplainOptions {
  /**
   * How long each run lasts before it fails: milliseconds, or a function of the run's number, from 0,
   * and of seeded dice. Default 0: the child fails at once.
   */
  readonly uptime?: number | ((run: number, random: Random) => number);
  /** How many children to simulate. Default 1,000; from 1 to 100,000. */
  readonly runs?: number;
  /** What the dice start from. Default 1; the same seed gives the same answer. */
  readonly seed?: number;
}

/** What to expect of something that differs from run to run, in milliseconds. */
export interface Spread {
  /** One in twenty is earlier. */
  readonly early: number;
  /** One in two is earlier. */
  readonly median: number;
  /** One in twenty is later. */
  readonly late: number;
}

/** What a restart policy comes to. */
export interface PolicyExplanation {
  /** Whether children that fail like this are quarantined: every one of them, none, or some. */
  readonly verdict: 'always' | 'sometimes' | 'never';
  /** The share of the simulated children that were, from 0 to 1. */
  readonly quarantined: number;
  /** When that was, from the first start; `undefined` if it never was. */
  readonly quarantinedAt: Spread | undefined;
  /** When the first restarts happen, from the first start: at most ten. */
  readonly restarts: readonly Spread[];
  /** All of it in words, a few lines. */
  toString(): string;
}

function spreadOf(times: readonly number[]): Spread | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.floor(share * sorted.length)];
  const [early, median, late] = [at(0.05), at(0.5), at(0.95)];
  if (early === undefined || median === undefined || late === undefined) return undefined;
  return { early, median, late };
}

function inWords({ early, median, late }: Spread): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`;
  return early === late
    ? seconds(median)
    : `${seconds(median)} (${seconds(early)} … ${seconds(late)})`;
}

function describe(policy: ResolvedPolicy, facts: Omit<PolicyExplanation, 'toString'>): string {
  const { restart, backoff, limit } = policy;
  const limits =
    limit === 'unlimited'
      ? 'no limit'
      : `at most ${String(limit.restarts)} restarts in ${String(limit.within)} ms`;
  const share = `${(facts.quarantined * 100).toFixed(1)} %`;
  return [
    `${restart}; ${backoff.description}; ${limits}`,
    ...facts.restarts.map((spread, i) => `restart ${String(i + 1)} at ${inWords(spread)}`),
    facts.quarantinedAt
      ? `quarantined: ${share}, at ${inWords(facts.quarantinedAt)}`
      : `never quarantined, in ${String(enoughRestarts(policy))} restarts`,
  ].join('\n');
}

/**
 * Tells what a policy comes to when a child keeps failing: when it is restarted, how likely it ends
 * in quarantine, and when. Use it to find a limit that can never be reached, or that always is.
 *
 * It simulates, in no time, with seeded dice and the same decision that `supervise` and `Supervisor`
 * take, each child until it is quarantined or 100 restarts beyond its limit.
 *
 * @param policy - the policy in question
 * @param options - how long runs last, how many to simulate, and the seed
 * @returns the figures; as a string, a few lines to read
 * @throws OptionTypeError or OptionRangeError that names the option at fault
 * @example
 * ```ts
 * import { explainPolicy, exponential, noJitter } from 'ron-kernel';
 *
 * const backoff = exponential({ base: 1_000, cap: 60_000, jitter: noJitter });
 * const explanation = explainPolicy({ backoff, limit: { restarts: 5, within: 60_000 } });
 * console.log(explanation.verdict); // → 'never': by the fifth, the first is forgotten
 * console.log(String(explanation));
 * ```
 */
export function explainPolicy(
  policy: RestartPolicy,
  options: ExplainOptions = {},
): PolicyExplanation {
  const resolved = resolvePolicy(policy);
  const runs = integerOption('runs', options.runs ?? 1_000, 1, 100_000);
  const random = seededRandom(integerOption('seed', options.seed ?? 1, 0, 2 ** 32 - 1));
  const { uptime = 0 } = options;
  const lasts =
    typeof uptime === 'function'
      ? (run: number) => uptime(run, random)
      : () => millisecondsOption('uptime', uptime);

  const simulations = Array.from({ length: runs }, () => simulatePolicy(resolved, lasts, random));
  const ends = simulations.flatMap(({ quarantinedAt }) => quarantinedAt ?? []);
  const restarts = Array.from({ length: 10 }, (_, i) =>
    spreadOf(simulations.flatMap((simulation) => simulation.restarts[i] ?? [])),
  ).filter((spread) => spread !== undefined);
  const quarantined = ends.length / runs;
  const facts = {
    verdict: quarantined === 1 ? 'always' : quarantined === 0 ? 'never' : 'sometimes',
    quarantined,
    quarantinedAt: spreadOf(ends),
    restarts,
  } as const;
  return { ...facts, toString: () => describe(resolved, facts) };
}
