import { ProbeConnection } from './ProbeConnection.js';

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
  const idle: ProbeConnection[] = [];
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
  const free = (): ProbeConnection => {
    let connection = idle.pop();
    while (connection?.open === false) connection = idle.pop();
    return connection ?? new ProbeConnection(host, port, path);
  };
  const send = (next = (): void => undefined, began = performance.now()): void => {
    const connection = free();
    connection.ask((reply) => {
      if ('status' in reply) {
        const { status } = reply;
        const at = process.hrtime.bigint();
        took.push(performance.now() - began);
        idle.push(connection);
        if (status !== 200 && status !== 503) failures.push(`status ${String(status)}`);
        if (status !== last)
          process.send?.({ took: [], failures: [], changes: [{ status, at }] } satisfies News);
        last = status;
        tell();
        next();
      } else if (reply.unheard) send(next, began);
      else {
        failures.push(reply.failure);
        tell();
        setTimeout(next, 1);
      }
    });
  };
  if (every > 0) setInterval(send, every);
  else {
    const again = (): void => send(again);
    again();
  }
}
