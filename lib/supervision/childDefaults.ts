import type { ChildDefaults } from './ChildSpec.js';
import { exponential } from './exponential.js';

/** The settings of supervision, as a config spells them; times in milliseconds. */
export interface SupervisionSettings {
  readonly backoffBase: number;
  readonly backoffCap: number;
  readonly restartCap: number;
  readonly restartWindow: number;
  readonly stableAfter: number;
  readonly startTimeout: number;
  readonly stopTimeout: number;
}

/** What holds for every child under these settings. */
export function childDefaults(settings: SupervisionSettings): ChildDefaults {
  return {
    backoff: exponential({ base: settings.backoffBase, cap: settings.backoffCap }),
    limit: { restarts: settings.restartCap, within: settings.restartWindow },
    stableAfter: settings.stableAfter,
    startTimeout: settings.startTimeout,
    stopTimeout: settings.stopTimeout,
  };
}
