import { HealthChecks } from './HealthChecks.js';
import { healthReport, type HealthReport } from './healthReport.js';
import { HealthState } from './HealthState.js';
import type { HealthFacts, HealthWarning } from './readiness.js';

/** Everything a node's health consists of, in one place: its facts, its checks and its warnings. */
export class NodeHealth extends HealthChecks {
  readonly state: HealthState;
  private readonly topics = new Map<string, readonly HealthWarning[]>();

  /** @param facts - What is known already. */
  constructor(facts: Partial<HealthFacts>) {
    super();
    this.state = new HealthState(facts);
    // eslint-disable-next-line rxjs-x/no-ignored-error -- it is a state
    this.statuses$.subscribe((checks) => this.state.update({ checks }));
  }

  /** Every service, check and warning, one by one. */
  report(): HealthReport {
    return healthReport(this.state.facts);
  }

  /** Replaces what there is to say about a topic; with no warnings, all is well with it. */
  warn(topic: string, ...warnings: readonly HealthWarning[]): void {
    this.topics.set(topic, warnings);
    this.state.update({ warnings: [...this.topics.values()].flat() });
  }
}
