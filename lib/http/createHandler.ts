import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonAnswer, refusal, send, type Answer } from './Answer.js';
import { answerTo, isRead, pathOf, type Route } from './answerTo.js';
import { isVerbose, readinessAnswer, startupAnswer } from './probeAnswers.js';
import type { Observed } from './Observed.js';
import type { Page } from './page/openPage.js';

/** Where the flight recorder is, if it is. */
const RECORDER = '/debug/recorder';
/** How many events an answer has at most, so that a request takes no more than some milliseconds. */
const RECORDED = 1_000;

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
  const routes = new Map<string, Route>([
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

  const { recorder } = observed;
  if (recorder?.served === true) {
    routes.set(RECORDER, () => ({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: recorder.recording(`GET ${RECORDER}`, RECORDED),
    }));
  }

  const start = page?.files.get('/');
  if (start) routes.set('/', () => start);

  return (request, response, next) => {
    const began = performance.now();
    const path = pathOf(request);
    const file = page?.files.get(path);
    const route = file ? () => file : routes.get(path);
    const refused = refuse(request);
    if (!route && !refused && next) {
      next();
      return;
    }
    const asks = isRead(request);
    if (path === page?.stream && asks && !refused) {
      page.answer(request, response); // for as long as somebody looks: no latency to take note of
      return;
    }
    const { method = '' } = request;
    response.once('finish', () => {
      observed.metrics.observeRequest({
        route: file ? '/' : route ? path : 'other',
        method: asks ? method : 'other',
        status: response.statusCode,
        seconds: (performance.now() - began) / 1_000,
      });
    });
    const answer = async (): Promise<Answer> => refused ?? answerTo(request, routes, route);
    void answer().then((given) => send(request, response, given));
  };
}
