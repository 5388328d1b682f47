import type { Effort } from '../../support/Effort.js';

/** Who writes: the kernel's logger as it is, with all it can do, or winston alone. */
export const WRITERS = ['kernel', 'kernel, secrets and corr_id', 'winston'] as const;
/** As what. */
export const FORMATS = ['json', 'text'] as const;
/** Every level. */
export const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** What a process is to write on its stdout. */
export interface Writing {
  readonly writer: (typeof WRITERS)[number];
  readonly format: (typeof FORMATS)[number];
  readonly effort: Effort;
}

/** What every line says, and no other. */
export const EVENT = 'thing handled';
/** What it says beside. */
export const FIELDS: Readonly<Record<string, unknown>> = {
  service: 'ingest',
  route: '/things/:id',
  status: 200,
  seconds: 0.0123,
};
