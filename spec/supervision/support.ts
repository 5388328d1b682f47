import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { constant, Supervisor, type ChildState, type SupervisorOptions } from 'ron-kernel';
import { expect } from 'vitest';

/** Runs a test in virtual time. */
export function marbles(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
}

/** A logger that keeps what it is told as `level message {fields}`. */
export function memoryLogger() {
  const lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a child's state reads like in a trace: `12 ingest running`. */
const line = ({ since, name, state }: ChildState): string => `${String(since)} ${name} ${state}`;

/**
 * A supervisor that restarts after 2 ms, at most twice in a second, logs nothing, and whose every
 * change of state is in `trace`.
 */
export function traced<Context extends object = object>(options: SupervisorOptions<Context>) {
  const supervisor = new Supervisor<Context>({
    logger: memoryLogger(),
    ...options,
    defaults: {
      backoff: constant({ delay: 2 }),
      limit: { restarts: 2, within: 1_000 },
      ...options.defaults,
    },
  });
  const trace: string[] = [];
  supervisor.changes$.subscribe((state) => trace.push(line(state)));
  /** The states of all children now, as `ingest running`. */
  const now = (): string[] => supervisor.children.map(({ name, state }) => `${name} ${state}`);
  return { supervisor, trace, now };
}
