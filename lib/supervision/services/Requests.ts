import { RequestFailedError } from '../../errors.js';
import type { ToParent } from './control.js';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly forget: () => void;
}

/** Options of a request to a worker or process. */
export interface RequestOptions {
  /** Gives up waiting; the child is not told. `AbortSignal.timeout(ms)` sets a deadline. */
  readonly signal?: AbortSignal;
}

/** The requests that one run of a child has yet to answer. */
export class Requests {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(private readonly service: string) {}

  /** Sends a request and waits for its answer. */
  ask(post: (id: number) => void, { signal }: RequestOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const id = ++this.lastId;
      const abort = (): void => this.take(id)?.reject(signal?.reason);
      const forget = (): void => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort);
      this.pending.set(id, { resolve, reject, forget });
      try {
        post(id);
      } catch (error) {
        this.take(id)?.reject(error);
      }
    });
  }

  /** An answer has come; one that nobody waits for any more is dropped. */
  settle(answer: Extract<ToParent, { readonly id: number }>): void {
    const asked = this.take(answer.id);
    if (answer.type === 'reply') asked?.resolve(answer.value);
    else asked?.reject(new RequestFailedError(this.service, answer.reason));
  }

  /** Nothing will be answered any more. */
  fail(reason: string, cause: unknown): void {
    for (const id of [...this.pending.keys()]) {
      this.take(id)?.reject(new RequestFailedError(this.service, reason, { cause }));
    }
  }

  private take(id: number): Pending | undefined {
    const asked = this.pending.get(id);
    this.pending.delete(id);
    asked?.forget();
    return asked;
  }
}
