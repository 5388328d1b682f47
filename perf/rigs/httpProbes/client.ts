import { Agent, get } from 'node:http';

/** What the client is to do. */
export interface Errand {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Milliseconds from one request to the next, whatever becomes of them; 0 sends each once the last is answered. */
  readonly every: number;
}

/** What the client tells, several times a second. */
export interface News {
  /** Milliseconds that each answer took. */
  readonly took: readonly number[];
  /** Requests that weren't answered with 200 or 503. */
  readonly failed: number;
  /** Answers whose status wasn't that of the one before, and when they came, in ns of the machine's clock. */
  readonly changes: readonly { readonly status: number; readonly at: bigint }[];
}

/** Milliseconds from news to news. */
const TELL = 100;

// The client of probes, in a process of its own. It ends with the process that started it.
process.once('disconnect', () => process.exit());
process.once('message', (errand: Errand) => run(errand));

function run({ host, port, path, every }: Errand): void {
  const agent = new Agent({ keepAlive: true });
  let took: number[] = [];
  let [failed, last] = [0, 0];
  const send = (next = (): void => undefined): void => {
    const began = performance.now();
    const fail = (): void => {
      failed += 1;
      setTimeout(next, 1);
    };
    get({ agent, host, port, path }, (response) => {
      const { statusCode: status = 0 } = response;
      response.resume();
      response.once('error', fail);
      response.once('end', () => {
        const at = process.hrtime.bigint();
        took.push(performance.now() - began);
        if (status !== 200 && status !== 503) failed += 1;
        if (status !== last)
          process.send?.({ took: [], failed: 0, changes: [{ status, at }] } satisfies News);
        last = status;
        next();
      });
    }).once('error', fail);
  };
  if (every > 0) setInterval(send, every);
  else {
    const again = (): void => send(again);
    again();
  }
  setInterval(() => {
    process.send?.({ took, failed, changes: [] } satisfies News);
    took = [];
    failed = 0;
  }, TELL);
}
