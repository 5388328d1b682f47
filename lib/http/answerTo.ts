import type { IncomingMessage } from 'node:http';
import { refusal, type Answer } from './Answer.js';

/** What answers a request for one path. */
export type Route = (request: IncomingMessage) => Answer | Promise<Answer>;

/** A request's path, without its query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?', 1);
  return path;
}

/** Whether a request only asks. */
export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** What a request is answered with where it isn't refused: what its route says, if it only asks and there is one. */
export async function answerTo(
  request: IncomingMessage,
  routes: ReadonlyMap<string, Route>,
  route = routes.get(pathOf(request)),
): Promise<Answer> {
  if (!isRead(request)) return refusal(405, 'only GET and HEAD', { Allow: 'GET, HEAD' });
  return route ? route(request) : refusal(404, `try ${[...routes.keys()].join(', ')}`);
}
