import type { ChildState } from '../../supervision/index.js';
import type { Problems } from './Problems.js';
import type { ServiceRun } from './ServiceRun.js';
import type { ServiceRuns } from './ServiceRuns.js';

const ONE = 'at most one live generation per service';

/** Watches that no service is started while its last run is alive, unless that was told to have leaked. */
export class Generations {
  constructor(private readonly problems: Problems) {}

  started(run: ServiceRun, live: readonly ServiceRun[], state: ChildState | undefined): void {
    const leaked = state?.leaked ?? 0;
    this.problems.expect(ONE, live.length <= 1 + leaked, () => {
      return `${run.service} has ${live.length} runs at once, and ${leaked} are told to have leaked`;
    });
  }

  check(
    runs: Pick<ServiceRuns, 'running'>,
    children: readonly ChildState[],
    atRest: boolean,
  ): void {
    for (const { name, state, generation, leaked } of children) {
      const old = runs.running(name).filter((run) => run.generation < generation && !run.leaked);
      this.problems.expect(ONE, !atRest || old.length <= leaked, () => {
        const which = old.map((run) => run.generation).join();
        return `${name} is at generation ${generation}, and ${which} of it run on unnoticed`;
      });
      const up = state === 'running' || state === 'starting';
      const current = runs.running(name).some((run) => run.generation === generation);
      this.problems.expect(ONE, !atRest || !up || current, () => {
        return `${name} is ${state}, and nothing of generation ${generation} runs`;
      });
    }
  }
}
