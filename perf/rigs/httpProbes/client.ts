import { Agent, get } from 'node:http';

/** What the client is to do. */
export interface Errand {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Milliseconds from one request to the next, whatever becomes of them; 0 sends each once the last is answered. */
  readonly every: number;
}

/** What the client tells, several times a second, right after an answer: while nobody waits for one. */
export interface News {
  /** Milliseconds that each answer took. */
  readonly took: readonly number[];
  /** Why requests weren't answered with 200 or 503. */
  readonly failures: readonly string[];
  /** Answers whose status wasn't that of the one before, and when they came, in ns of the machine's clock. */
  readonly changes: readonly { readonly status: number; readonly at: bigint }[];
}

/** Milliseconds from news to news, at least. */
const TELL = 100;

// The client of probes, in a process of its own. It ends with the process that started it.
process.once('disconnect', () => process.exit());
process.once('message', (errand: Errand) => run(errand));

function run({ host, port, path, every }: Errand): void {
  const agent = new Agent({ keepAlive: true });
  let took: number[] = [];
  let failures: string[] = [];
  let last = 0;
  let told = performance.now();
  const tell = (): void => {
    if (performance.now() - told < TELL) return;
    told = performance.now();
    process.send?.({ took, failures, changes: [] } satisfies News);
    took = [];
    failures = [];
  };
  const send = (next = (): void => undefined, began = performance.now()): void => {
    const fail = (why: string): void => {
      failures.push(why);
      tell();
      setTimeout(next, 1);
    };
    const request = get({ agent, host, port, path }, (response) => {
      const { statusCode: status = 0 } = response;
      response.resume();
      response.once('error', ({ message }) => fail(message));
      response.once('end', () => {
        const at = process.hrtime.bigint();
        took.push(performance.now() - began);
        if (status !== 200 && status !== 503) failures.push(`status ${String(status)}`);
        if (status !== last)
          process.send?.({ took: [], failures: [], changes: [{ status, at }] } satisfies News);
        last = status;
        tell();
        next();
      });
    }).once('error', (error) => {
      // A connection that the server has just closed for having been idle: Node.js's documentation says to ask again.
      if (request.reusedSocket && 'code' in error && error.code === 'ECONNRESET') send(next, began);
      else fail(error.message);
    });
  };
  if (every > 0) setInterval(send, every);
  else {
    const again = (): void => send(again);
    again();
  }
}
