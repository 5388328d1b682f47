import type { Rig } from './support/Rig.js';

/** Every rig by name, loaded when it is asked for. */
export const rigs: Readonly<Record<string, () => Promise<Rig>>> = {
  'bus-fanout': async () => (await import('./busFanout.js')).busFanout,
  cli: async () => (await import('./cli.js')).cli,
  'config-reload': async () => (await import('./configReload.js')).configReload,
  'http-probes': async () => (await import('./httpProbes.js')).httpProbes,
  knobs: async () => (await import('./knobs.js')).knobs,
  'restart-storm': async () => (await import('./restartStorm.js')).restartStorm,
  soak: async () => (await import('./soak.js')).soak,
};
