import { from, Observable, type ObservableInput } from 'rxjs';
import type { ServiceRun } from './ServiceRun.js';

/** What a run emits goes through here first; `false` keeps it back. */
export type Emission = (value: unknown) => boolean;

function isObservableLike(input: object): boolean {
  return 'subscribe' in input || Symbol.observable in input;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

async function endOf(run: ServiceRun): Promise<void> {
  if (run.stubborn === Infinity) await new Promise(() => undefined);
  if (run.stubborn > 0) await delay(run.stubborn);
  run.end();
}

async function* tamperWithIterable(
  input: AsyncIterable<unknown>,
  run: ServiceRun,
  emits: Emission,
): AsyncGenerator<unknown, void> {
  let interrupted: { readonly error?: Error | undefined } | undefined;
  run.interrupt = (error) => (interrupted = { error });
  try {
    for await (const value of input) {
      if (interrupted?.error !== undefined) throw interrupted.error;
      if (interrupted !== undefined) return;
      if (emits(value)) yield value;
    }
  } finally {
    await endOf(run);
  }
}

async function tamperWithPromise(
  input: PromiseLike<unknown>,
  run: ServiceRun,
  emits: Emission,
): Promise<unknown> {
  try {
    const value = await input;
    return emits(value) ? value : undefined;
  } finally {
    await endOf(run);
  }
}

function tamperWithObservable(
  input: ObservableInput<unknown>,
  run: ServiceRun,
  emits: Emission,
): Observable<unknown> {
  return new Observable((subscriber) => {
    subscriber.add(() => run.end());
    run.interrupt = (error) => {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    };
    const late = (tell: () => void): void => {
      if (run.stubborn === 0) tell();
      else if (run.stubborn < Infinity) setTimeout(tell, run.stubborn);
    };
    subscriber.add(
      from(input).subscribe({
        next: (value) => {
          if (emits(value)) subscriber.next(value);
        },
        error: (error: unknown) => late(() => subscriber.error(error)),
        complete: () => late(() => subscriber.complete()),
      }),
    );
  });
}

/** What a service returned, of the same kind, with its faults in it: a crash, a silence, a slow end. */
export function tamper(
  input: ObservableInput<unknown>,
  run: ServiceRun,
  emits: Emission,
): ObservableInput<unknown> {
  if (typeof input !== 'object' || isObservableLike(input)) {
    return tamperWithObservable(input, run, emits);
  }
  if (Symbol.asyncIterator in input) return tamperWithIterable(input, run, emits);
  if ('then' in input) return tamperWithPromise(input, run, emits);
  return tamperWithObservable(input, run, emits);
}
