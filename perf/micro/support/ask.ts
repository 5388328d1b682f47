import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ObservabilityHandler } from 'ron-kernel';

/** Node's own response, writing to nobody: `onSent` is told what would have gone to the client. */
class Nowhere extends Socket {
  constructor(private readonly onSent: (text: string) => void) {
    super();
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.onSent(String(chunk));
    done();
  }

  override _writev(chunks: readonly { readonly chunk: unknown }[], done: () => void): void {
    this.onSent(chunks.map(({ chunk }) => String(chunk)).join(''));
    done();
  }
}

/** Asks a handler as a server would, and resolves to the answer as it goes to the socket. */
export function ask(handler: ObservabilityHandler, url: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new Nowhere(resolve);
    const request = new IncomingMessage(socket);
    request.method = 'GET';
    request.url = url;
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    handler(request, response);
  });
}

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}
