import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A JSON answer. */
export function jsonAnswer(status: number, value: unknown, headers = {}): Answer {
  const body = `${JSON.stringify(value)}\n`;
  return { status, contentType: 'application/json; charset=utf-8', body, headers };
}

/** An answer that says no, and why. */
export function refusal(status: number, error: string, headers = {}): Answer {
  return jsonAnswer(status, { error }, headers);
}

/** Sends an answer, without its body where the request is a HEAD. Nothing may be cached: it is true only now. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': Buffer.byteLength(answer.body),
    'Cache-Control': 'no-store',
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
