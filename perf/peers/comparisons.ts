import type { Comparison } from '../support/Suite.js';

/** Every comparison by name, loaded when it is asked for. */
export const comparisons: Readonly<Record<string, () => Promise<Comparison>>> = {
  'fan-out': async () => (await import('./fanOut.js')).fanOut,
  stalled: async () => (await import('./stalled.js')).stalled,
  restarts: async () => (await import('./restarts.js')).restarts,
};
