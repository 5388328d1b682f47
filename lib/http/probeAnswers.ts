import { jsonAnswer, type Answer } from './Answer.js';
import type { Observed } from './Observed.js';

/** Seconds after which a node that isn't there yet may be asked again. */
const LATER = { 'Retry-After': '1' };

/** Whether a request's target asks for more: `?verbose`, whatever it is set to. */
export function isVerbose(url: string): boolean {
  const [, query = ''] = url.split('?', 2);
  return new URLSearchParams(query).has('verbose');
}

/** Whether the node can take work: 200 or 503, and why. */
export function readinessAnswer({ readiness, health }: Observed, verbose: boolean): Answer {
  const { ready, missing, degraded = [] } = readiness;
  const body = { ready, missing, degraded, ...(verbose && health?.report()) };
  return ready ? jsonAnswer(200, body) : jsonAnswer(503, body, LATER);
}

/** Whether the event loop turns: 503 once it has stood still, for so many milliseconds, as long as the threshold. */
export function livenessAnswer(stalledFor: number, threshold: number): Answer {
  if (stalledFor < threshold) return jsonAnswer(200, { ok: true });
  return jsonAnswer(503, { ok: false, stalledFor: Math.round(stalledFor) }, LATER);
}

/** Whether the node has started: 200 from then on, whatever becomes of it; 503 before. */
export function startupAnswer({ readiness, started = readiness.ready }: Observed): Answer {
  if (started) return jsonAnswer(200, { started });
  return jsonAnswer(503, { started, missing: readiness.missing }, LATER);
}
