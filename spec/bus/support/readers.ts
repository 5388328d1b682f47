import fc from 'fast-check';
import { finalize, Observable, of, Subject, type Subscription } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  concatMapBounded,
  eachValueBounded,
  mergeMapBounded,
  type Overflow,
  type ReadOptions,
} from 'ron-kernel';

const overflows: readonly Overflow[] = ['drop-oldest', 'latest', 'drop-newest', 'error'];

type Kind = 'bounded' | 'concat' | 'merge' | 'batch' | 'values';

/** What a reader under test is. */
export interface ReaderSpec {
  readonly kind: Kind;
  readonly overflow: Overflow;
  /** Ignored by `'latest'`. */
  readonly capacity: number | undefined;
  readonly concurrency: number;
  readonly maxBatch: number | undefined;
  /** Of every so many inner observables, one has to be released; the others complete at once. */
  readonly gateEvery: number;
  /** The inner observable at this index fails. */
  readonly failAt: number | undefined;
}

export function readerSpecs(busCapacity: number): fc.Arbitrary<ReaderSpec> {
  const size = fc.integer({ min: 1, max: busCapacity });
  return fc.record({
    kind: fc.constantFrom<Kind>('bounded', 'concat', 'merge', 'batch', 'values'),
    overflow: fc.constantFrom(...overflows),
    capacity: fc.option(size, { nil: undefined, freq: 4 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    maxBatch: fc.option(size, { nil: undefined }),
    gateEvery: fc.integer({ min: 1, max: 3 }),
    failAt: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined, freq: 8 }),
  });
}

/** A reader that notes all it was handed, and works until told to be done. */
export interface RunningReader<E> {
  /** Every event it was handed, in order. */
  readonly seen: E[];
  /** Every batch it was handed, for `'batch'`. */
  readonly batches: (readonly E[])[];
  /** How it ended, if it did: `'complete'` or the error. */
  end: unknown;
  /** Finishes the oldest work in hand; for `'values'`, asks for the next value. */
  release: () => void;
  readonly stop: () => void;
}

/** Runs a reader as `spec` says on `source$`. An async iterator doesn't tell when it leaves by itself. */
export function runReader<E>(
  source$: Observable<E>,
  spec: ReaderSpec,
  options: ReadOptions,
  { onEvents, onLeave }: { onEvents?: (events: readonly E[]) => void; onLeave?: () => void } = {},
): RunningReader<E> {
  const { kind, overflow, concurrency, maxBatch, gateEvery, failAt } = spec;
  const read: ReadOptions = {
    ...options,
    overflow,
    ...(spec.capacity !== undefined && overflow !== 'latest' && { capacity: spec.capacity }),
  };
  const gates: Subject<never>[] = [];
  const running: RunningReader<E> = {
    seen: [],
    batches: [],
    end: undefined,
    release: () => gates.shift()?.complete(),
    stop: () => subscription?.unsubscribe(),
  };
  const hand = (events: readonly E[]): void => {
    running.seen.push(...events);
    running.batches.push(events);
    onEvents?.(events);
  };
  const work = (events: readonly E[], index: number): Observable<unknown> => {
    hand(events);
    if (index === failAt) throw new Error(`failed at ${index}`);
    if (index % gateEvery !== 0) return of(0);
    const gate$ = new Subject<never>();
    gates.push(gate$);
    return gate$;
  };
  const one = (event: E, index: number): Observable<unknown> => work([event], index);
  let subscription: Pick<Subscription, 'unsubscribe'> | undefined;
  if (kind === 'values') {
    const values = eachValueBounded(source$, read);
    running.release = () => {
      void (async () => {
        try {
          const { done, value } = await values.next();
          if (done === true) running.end ??= 'complete';
          else hand([value]);
        } catch (error) {
          running.end = error;
          running.stop();
        }
      })();
    };
    subscription = {
      unsubscribe: () => {
        void values.return?.();
        onLeave?.();
      },
    };
    return running;
  }
  const operator = {
    bounded: () => bounded<E>(read),
    concat: () => concatMapBounded(one, read),
    merge: () => mergeMapBounded(one, { ...read, concurrency }),
    batch: () => batchMapBounded(work, { ...read, ...(maxBatch !== undefined && { maxBatch }) }),
  }[kind]();
  const read$ = source$.pipe(
    operator,
    finalize(() => onLeave?.()),
  );
  subscription = read$.subscribe({
    next: (value) => {
      if (kind === 'bounded') hand([value as E]);
    },
    error: (error: unknown) => (running.end = error),
    complete: () => (running.end = 'complete'),
  });
  return running;
}
