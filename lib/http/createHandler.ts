import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonAnswer, refusal, send, type Answer } from './Answer.js';

/** One answer to a request, for the metrics. */
export interface RequestRecord {
  /** The route that was asked for, or `other`. */
  readonly route: string;
  /** `GET`, `HEAD` or `other`. */
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Where the answers come from. */
export interface HandlerSources {
  readonly readiness: () => { readonly ready: boolean; readonly missing: readonly string[] };
  readonly metrics: (
    accept?: string,
  ) => Promise<{ readonly contentType: string; readonly body: string }>;
  /** Called with each answer sent. */
  readonly onAnswer: (record: RequestRecord) => void;
  /** Called with what kept the metrics from being rendered. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Answers `/healthz`, `/readyz` and `/metrics`. Any other path goes to `next` where there is one,
 * as in Express, else it is a 404.
 */
export type ObservabilityHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** Seconds after which a node that isn't ready may be asked again. */
const RETRY_AFTER = '1';

/**
 * Makes the handler that the kernel's own server uses, to be mounted in any other.
 *
 * @param sources - Where the answers come from.
 * @param refuse - What a server has against a request, whatever it asks for.
 */
export function createHandler(
  sources: HandlerSources,
  refuse: (request: IncomingMessage) => Answer | undefined = () => undefined,
): ObservabilityHandler {
  const { readiness, metrics, onAnswer, onFailure } = sources;
  const routes = new Map<string, (request: IncomingMessage) => Answer | Promise<Answer>>([
    ['/healthz', () => jsonAnswer(200, { ok: true })],
    [
      '/readyz',
      () => {
        const { ready, missing } = readiness();
        return ready
          ? jsonAnswer(200, { ready, missing })
          : jsonAnswer(503, { ready, missing }, { 'Retry-After': RETRY_AFTER });
      },
    ],
    [
      '/metrics',
      async ({ headers }) => {
        try {
          return { status: 200, ...(await metrics(headers.accept)) };
        } catch (error) {
          onFailure(error);
          return refusal(500, 'the metrics could not be rendered; the log says why');
        }
      },
    ],
  ]);

  return (request, response, next) => {
    const began = performance.now();
    const [path = ''] = (request.url ?? '').split('?', 1);
    const route = routes.get(path);
    const refused = refuse(request);
    if (!route && !refused && next) {
      next();
      return;
    }
    const { method = '' } = request;
    const allowed = method === 'GET' || method === 'HEAD';
    response.once('finish', () => {
      onAnswer({
        route: route ? path : 'other',
        method: allowed ? method : 'other',
        status: response.statusCode,
        seconds: (performance.now() - began) / 1_000,
      });
    });
    const answer = async (): Promise<Answer> => {
      if (refused) return refused;
      if (!allowed) return refusal(405, 'only GET and HEAD', { Allow: 'GET, HEAD' });
      return route ? route(request) : refusal(404, `try ${[...routes.keys()].join(', ')}`);
    };
    void answer().then((given) => send(request, response, given));
  };
}
