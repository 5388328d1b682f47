/** A recording's text, as a node writes it, with events given as they are in it. */
export function recordingText(
  events: readonly object[],
  others: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    format: 'ron-kernel/recording',
    version: 1,
    reason: 'a spec',
    at: 100,
    origin: 1_700_000_000_000,
    process: { pid: 1, node: 'v20.19.0' },
    published: events.length,
    slowest: [],
    incidents: [],
    configs: [],
    readiness: [],
    events,
    ...others,
  });
}

/** An event as a recording has it. */
export function entry(sequence: number, at: number, event: unknown): object {
  return { sequence, at, publisher: null, corrId: null, event };
}
