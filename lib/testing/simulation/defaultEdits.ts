import type { Edit } from './Play.js';

/** What a simulated config file comes to hold where the user has no edits: the kernel's own keys, good and bad. */
export const DEFAULT_EDITS: readonly Edit[] = [
  {},
  { supervisor: { restartCap: 2 } },
  { supervisor: { restartCap: 3, restartWindow: '5s' } },
  { supervisor: { backoffBase: '10ms', backoffCap: '200ms', stableAfter: '1s' } },
  { supervisor: { startTimeout: '500ms', stopTimeout: '300ms' } },
  { bus: { lossWarning: '0s' } },
  { bus: { capacity: 32 } },
  { shutdown: { drainDelay: '100ms', deadline: '3s' } },
  { supervisor: { backoffBase: '5s', backoffCap: '1s' } },
  { supervisor: { restartCap: -1 } },
  { supervisor: { restartWindow: 'soon' } },
  { supervisor: 5 },
  { supervizor: { restartCap: 2 } },
];
