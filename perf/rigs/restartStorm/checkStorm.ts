import type { Crashers } from './Crashers.js';
import { restartsIn } from './restartsIn.js';
import type { StormLoad } from './StormLoad.js';

/** What a kernel said of a storm. */
export interface Said {
  /** How many `kernel.service.crashed` were on its bus. */
  readonly events: number;
  /** Its metrics. */
  readonly exposition: string;
}

/** Throws unless every child had the restarts it may have, and the kernel told of just what happened. */
export function checkStorm(
  { children, restarts }: Pick<StormLoad, 'children' | 'restarts'>,
  crashers: Pick<Crashers, 'crashes' | 'restarts'>,
  { events, exposition }: Said,
): void {
  const told = restartsIn(exposition);
  const amiss = [
    ['crashes', crashers.crashes, children * (restarts + 1)],
    ['crash events', events, crashers.crashes],
    ['restarts', crashers.restarts, children * restarts],
    ['service_restarts_total', told, crashers.restarts],
  ] as const;
  for (const [what, is, should] of amiss) {
    if (is !== should) throw new Error(`${what}: ${is}, where there should be ${should}`);
  }
}
