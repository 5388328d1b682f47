import { from, takeWhile, type ObservableInput } from 'rxjs';

/** Who listens to an input: values while it wants them, then one end. */
export interface InputListener {
  /** Whether it takes more values; one that doesn't makes the input end as soon as that is possible. */
  wants(): boolean;
  value(value: unknown): void;
  /** The input has really ended: nothing of it runs any more. */
  completed(): void;
  failed(error: unknown): void;
  /** It failed to clean up when it was left. */
  clumsy(error: unknown): void;
}

/** Makes the input end now, if that is in anyone's power. */
export type Leave = () => void;

const NOT_POSSIBLE: Leave = () => undefined;

function isAsyncIterable(input: ObservableInput<unknown>): input is AsyncIterable<unknown> {
  return Symbol.asyncIterator in input && !('subscribe' in input);
}

function isPromise(input: ObservableInput<unknown>): input is PromiseLike<unknown> {
  return 'then' in input && !('subscribe' in input);
}

/** RxJS would forget an iterator that nobody wants; here its end is awaited, `finally` blocks included. */
function consumeAsyncIterable(input: AsyncIterable<unknown>, listener: InputListener): Leave {
  const drain = async (): Promise<void> => {
    for await (const value of input) {
      if (listener.wants()) listener.value(value);
      if (!listener.wants()) break;
    }
  };
  drain().then(
    () => listener.completed(),
    (error: unknown) => listener.failed(error),
  );
  return NOT_POSSIBLE;
}

function consumePromise(input: PromiseLike<unknown>, listener: InputListener): Leave {
  input.then(
    (value) => {
      if (listener.wants()) listener.value(value);
      listener.completed();
    },
    (error: unknown) => listener.failed(error),
  );
  return NOT_POSSIBLE;
}

function consumeObservable(input: ObservableInput<unknown>, listener: InputListener): Leave {
  let tell = (): void => listener.completed();
  const subscription = from(input)
    // What emits while it is being subscribed to can't be unsubscribed from yet.
    // eslint-disable-next-line rxjs-x/no-ignored-takewhile-value -- Whatever it is, nobody wants it.
    .pipe(takeWhile(() => listener.wants()))
    .subscribe({
      next: (value) => listener.value(value),
      error: (error: unknown) => void (tell = () => listener.failed(error)),
    });
  // An error or completion is heard before the source has cleaned up; this is heard after.
  subscription.add(() => tell());
  return () => {
    try {
      subscription.unsubscribe();
    } catch (error) {
      listener.clumsy(error);
    }
  };
}

/** Listens to whatever a service returned. An observable ends when it is left; the others in their own time. */
export function consume(input: ObservableInput<unknown>, listener: InputListener): Leave {
  if (typeof input !== 'object' && typeof input !== 'function') {
    return consumeObservable(input, listener);
  }
  if (isAsyncIterable(input)) return consumeAsyncIterable(input, listener);
  return isPromise(input) ? consumePromise(input, listener) : consumeObservable(input, listener);
}
