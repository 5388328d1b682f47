import { from, Subject, takeUntil, type ObservableInput } from 'rxjs';

/** What is told of an input: values, then one end. */
export interface InputListener {
  value(value: unknown): void;
  /** The input has really ended: nothing of it runs any more. */
  completed(): void;
  failed(error: unknown): void;
}

/** Takes no more values and asks the input to end; the listener hears when it has. */
export type Leave = () => void;

function isAsyncIterable(input: ObservableInput<unknown>): input is AsyncIterable<unknown> {
  return Symbol.asyncIterator in input && !('subscribe' in input);
}

function isPromise(input: ObservableInput<unknown>): input is PromiseLike<unknown> {
  return 'then' in input && !('subscribe' in input);
}

/** RxJS would leave an iterator alone until its next value; here its end is awaited, `finally` blocks included. */
function consumeAsyncIterable(input: AsyncIterable<unknown>, listener: InputListener): Leave {
  let left = false;
  const drain = async (): Promise<void> => {
    for await (const value of input) {
      if (!left) listener.value(value);
      if (left) break;
    }
  };
  drain().then(
    () => listener.completed(),
    (error: unknown) => listener.failed(error),
  );
  return () => void (left = true);
}

function consumePromise(input: PromiseLike<unknown>, listener: InputListener): Leave {
  let left = false;
  input.then(
    (value) => {
      if (!left) listener.value(value);
      listener.completed();
    },
    (error: unknown) => listener.failed(error),
  );
  return () => void (left = true);
}

function consumeObservable(input: ObservableInput<unknown>, listener: InputListener): Leave {
  // Not `unsubscribe`, which a source that emits while it is being subscribed to wouldn't notice.
  const leave$ = new Subject<void>();
  from(input)
    .pipe(takeUntil(leave$))
    .subscribe({
      next: (value) => listener.value(value),
      error: (error: unknown) => listener.failed(error),
      complete: () => listener.completed(),
    });
  return () => leave$.next();
}

/** Listens to whatever a service returned. An observable ends when it is left; the others in their own time. */
export function consume(input: ObservableInput<unknown>, listener: InputListener): Leave {
  if (typeof input !== 'object' && typeof input !== 'function') {
    return consumeObservable(input, listener);
  }
  if (isAsyncIterable(input)) return consumeAsyncIterable(input, listener);
  return isPromise(input) ? consumePromise(input, listener) : consumeObservable(input, listener);
}
