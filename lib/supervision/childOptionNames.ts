import type { OptionNames } from '../internal/knownOptions.js';
import type { ChildSpec } from './ChildSpec.js';

/** The options of a child that also one has whose start is somebody else's to write. */
export const childOptionNames: OptionNames<Omit<ChildSpec, 'start' | 'readyWhen' | 'stopBy'>> = {
  name: true,
  restart: true,
  dependsOn: true,
  critical: true,
  significant: true,
  heartbeatTimeout: true,
  startTimeout: true,
  stopTimeout: true,
  backoff: true,
  limit: true,
  stableAfter: true,
  cooldown: true,
};
