import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonAnswer, refusal, send, type Answer } from './Answer.js';
import { isVerbose, readinessAnswer, startupAnswer } from './probeAnswers.js';
import type { Observed } from './Observed.js';
import type { Page } from './page/openPage.js';

/**
 * Answers `/healthz`, `/startupz`, `/readyz` and `/metrics`. Any other path goes to `next` where there is one,
 * as in Express, else it is a 404.
 */
export type ObservabilityHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * Makes the handler that the kernel's own server uses, to be mounted in any other.
 *
 * @param observed - What the answers are about.
 * @param refuse - What a server has against a request, whatever it asks for.
 * @param page - What is at `/`. Default nothing.
 */
export function createHandler(
  observed: Observed,
  refuse: (request: IncomingMessage) => Answer | undefined = () => undefined,
  page?: Page,
): ObservabilityHandler {
  const routes = new Map<string, (request: IncomingMessage) => Answer | Promise<Answer>>([
    ['/healthz', () => jsonAnswer(200, { ok: true })],
    ['/startupz', () => startupAnswer(observed)],
    ['/readyz', ({ url = '' }) => readinessAnswer(observed, isVerbose(url))],
    [
      '/metrics',
      async ({ headers }) => {
        try {
          return { status: 200, ...(await observed.metrics.render(headers.accept)) };
        } catch (error) {
          observed.logger.error('metrics not rendered', { error });
          return refusal(500, 'the metrics could not be rendered; the log says why');
        }
      },
    ],
  ]);

  return (request, response, next) => {
    const began = performance.now();
    const [path = ''] = (request.url ?? '').split('?', 1);
    const file = page?.files.get(path);
    const route = file ? () => file : routes.get(path);
    const refused = refuse(request);
    if (!route && !refused && next) {
      next();
      return;
    }
    const { method = '' } = request;
    const allowed = method === 'GET' || method === 'HEAD';
    if (path === page?.stream && allowed && !refused) {
      page.answer(request, response); // for as long as somebody looks: no latency to take note of
      return;
    }
    response.once('finish', () => {
      observed.metrics.observeRequest({
        route: file ? '/' : route ? path : 'other',
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
