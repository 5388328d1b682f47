import type { Subscription } from 'rxjs';
import type { KernelConfig } from '../../config/index.js';
import type { LiveConfig } from '../../config/LiveConfig.js';
import type { ConfigSnapshot } from '../../config/ConfigSnapshot.js';
import type { Problems } from './Problems.js';

const VERSIONS = 'config versions rise one by one for every subscriber';
const FORCE = 'the config in force is the last that was applied';

/** How many subscribers a config gets. */
const MOST = 6;

interface Watcher {
  readonly name: string;
  last: ConfigSnapshot<KernelConfig>;
}

/** Watches what subscribers of a config are told, and that nothing but an applied change changes it. */
export class Versions {
  private readonly watchers: Watcher[] = [];
  private applied = 1;

  constructor(
    private readonly config: Pick<LiveConfig<KernelConfig>, 'snapshot' | 'snapshots$' | 'reloads$'>,
    private readonly problems: Problems,
  ) {
    // eslint-disable-next-line rxjs-x/no-ignored-error -- it has none
    config.reloads$.subscribe(({ status }) => {
      if (status === 'applied' || status === 'rolled-back') this.applied += 1;
    });
  }

  /** Whether enough watch. */
  get isCrowded(): boolean {
    return this.watchers.length >= MOST;
  }

  /** One more subscriber; `onNew` is called with each snapshot after its first. */
  watch(onNew?: () => void): Subscription {
    const { config, problems } = this;
    const name = `config subscriber ${this.watchers.length + 1}`;
    const watcher: Watcher = { name, last: config.snapshot };
    let first = true;
    this.watchers.push(watcher);
    // eslint-disable-next-line rxjs-x/no-ignored-error -- it has none
    return config.snapshots$.subscribe((snapshot) => {
      const rise = snapshot.version - watcher.last.version;
      problems.expect(VERSIONS, rise === (first ? 0 : 1), () => {
        return `${name} had version ${watcher.last.version}, then ${snapshot.version}`;
      });
      watcher.last = snapshot;
      if (!first) onNew?.();
      first = false;
    });
  }

  check(): void {
    const { snapshot } = this.config;
    for (const { name, last } of this.watchers) {
      this.problems.expect(VERSIONS, last === snapshot, () => {
        return `${name} is at version ${last.version}, the config at ${snapshot.version}`;
      });
    }
    this.problems.expect(FORCE, snapshot.version === this.applied, () => {
      return `the config is at version ${snapshot.version} after ${this.applied - 1} applied changes`;
    });
  }
}
