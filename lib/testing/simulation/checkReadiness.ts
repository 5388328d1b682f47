import type { CheckHealth, Readiness } from '../../health/index.js';
import type { ChildState } from '../../supervision/index.js';
import { withNested } from '../../supervision/withNested.js';
import type { Problems } from './Problems.js';

const READINESS = 'readiness is what it is defined as';

/** What readiness is about. */
interface Readable {
  readonly readiness: Pick<Readiness, 'ready' | 'missing'>;
  readonly supervisor: { readonly children: readonly ChildState[] };
  readonly health: {
    readonly statuses: readonly Pick<CheckHealth, 'name' | 'critical' | 'state'>[];
  };
}

/** Whether a kernel is ready, worked out from what it consists of. */
export function checkReadiness(
  kernel: Readable,
  {
    begun,
    busOpen,
    stopping,
    told,
  }: {
    readonly begun: boolean;
    readonly busOpen: boolean;
    readonly stopping: boolean;
    readonly told: boolean;
  },
  problems: Problems,
): void {
  const { readiness } = kernel;
  const services = withNested(kernel.supervisor.children);
  const unready = services.filter(({ critical, ready }) => critical && !ready);
  const failing = kernel.health.statuses.filter(
    ({ critical, state }) => critical && state !== 'passing',
  );
  const expected = begun && busOpen && !stopping && unready.length === 0 && failing.length === 0;
  problems.expect(READINESS, readiness.ready === expected, () => {
    const causes = [...unready, ...failing].map(({ name, state }) => `${name} ${state}`);
    return `it says ${JSON.stringify(readiness)} when it is ${JSON.stringify({ begun, busOpen, stopping, causes })}`;
  });
  problems.expect(READINESS, readiness.ready === (readiness.missing.length === 0), () => {
    return `it says ${JSON.stringify(readiness)}`;
  });
  problems.expect(READINESS, told === readiness.ready, () => {
    return `subscribers were told ready: ${told}, and it is ${JSON.stringify(readiness)}`;
  });
  for (const name of stopping || !begun ? [] : readiness.missing) {
    const isCause =
      unready.some((each) => each.name === name) || failing.some((each) => each.name === name);
    const isDependency = services.some((each) => each.name === name && !each.ready);
    problems.expect(READINESS, isCause || isDependency || !busOpen, () => {
      return `it blames ${name}, which is ready or unknown`;
    });
  }
}
