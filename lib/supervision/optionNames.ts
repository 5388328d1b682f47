import type { OptionNames } from '../internal/knownOptions.js';
import type { ChildDefaults, ChildSpec } from './ChildSpec.js';
import type { RestartPolicy } from './RestartPolicy.js';

export const policyNames: OptionNames<RestartPolicy> = {
  restart: true,
  backoff: true,
  limit: true,
  stableAfter: true,
  cooldown: true,
};

const { restart, ...shared } = policyNames;

export const defaultNames: OptionNames<ChildDefaults> = {
  ...shared,
  startTimeout: true,
  stopTimeout: true,
};

/** The options of a child that also one has whose start is somebody else's to write. */
export const childNames: OptionNames<Omit<ChildSpec, 'start' | 'readyWhen' | 'stopBy'>> = {
  name: true,
  restart,
  dependsOn: true,
  critical: true,
  significant: true,
  heartbeatTimeout: true,
  ...defaultNames,
};
