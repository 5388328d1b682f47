import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Observable, Subscription } from 'rxjs';
import { refusal, send } from '../Answer.js';

/** What browsers are granted. */
export interface StreamLimits {
  /** How many may look at once. Default 8. */
  readonly streams?: number;
  /** Milliseconds after which one that takes nothing is given up. Default 15,000. */
  readonly patience?: number;
}

/** Sends messages to browsers. One that is slow gets the latest when it can take it, and misses the rest. */
export class Streams {
  private readonly open = new Map<ServerResponse, Subscription>();

  private readonly limit: number;
  private readonly patience: number;

  /** @param messages$ - Whole messages of an event stream, each of which outdates those before. */
  constructor(
    private readonly messages$: Observable<string>,
    { streams = 8, patience = 15_000 }: StreamLimits = {},
  ) {
    this.limit = streams;
    this.patience = patience;
  }

  /** Answers with a stream, or says that there are too many. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.open.size >= this.limit) {
      send(request, response, refusal(503, 'too many pages are open', { 'Retry-After': '5' }));
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    this.open.set(response, this.feed(response));
    response.once('close', () => this.drop(response));
  }

  /** Ends all streams. */
  close(): void {
    for (const response of [...this.open.keys()]) {
      this.drop(response);
      response.end();
    }
  }

  private feed(response: ServerResponse): Subscription {
    let fullSince: number | undefined;
    let latest: string | undefined;
    const write = (message: string): void => {
      if (!response.write(message)) fullSince = performance.now();
    };
    response.write('retry: 1000\n\n');
    response.on('drain', () => {
      fullSince = undefined;
      const message = latest;
      latest = undefined;
      if (message !== undefined) write(message);
    });
    return this.messages$.subscribe({
      next: (message) => {
        if (fullSince === undefined) write(message);
        else if (performance.now() - fullSince >= this.patience) response.destroy();
        else latest = message;
      },
      error: () => response.destroy(), // the browser asks again
    });
  }

  private drop(response: ServerResponse): void {
    this.open.get(response)?.unsubscribe();
    this.open.delete(response);
  }
}
