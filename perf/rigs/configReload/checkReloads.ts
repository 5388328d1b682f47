/** What is known of reloads once they have ended. */
export interface Reloaded {
  /** How many changes there were. */
  readonly edits: number;
  /** Which of them is in force. */
  readonly edit: number;
  readonly version: number;
  /** What the config said of its reloads. */
  readonly applied: number;
  readonly rejected: number;
  /** How many `kernel.config.updated` were on the bus. */
  readonly events: number;
  /** The kernel's metrics. */
  readonly exposition: string;
}

/** Throws unless the last change is in force, none was refused, and everyone told the same of it. */
export function checkReloads(reloaded: Reloaded): void {
  const { edits, edit, version, applied, rejected, events, exposition } = reloaded;
  const [, counted] = /^config_reloads_total\{outcome="applied"\} (\d+)$/m.exec(exposition) ?? [];
  const amiss = [
    ['the change in force', edit, edits],
    ['rejections', rejected, 0],
    ['the version', version, applied + 1],
    ['events', events, applied],
    ['config_reloads_total', Number(counted), applied],
  ] as const;
  for (const [what, is, should] of amiss) {
    if (is !== should) throw new Error(`${what}: ${is}, where there should be ${should}`);
  }
}
