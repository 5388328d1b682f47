import { EMPTY, of, Subject } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  Bus,
  concatMapBounded,
  eachValueBounded,
  mergeMapBounded,
  OptionRangeError,
  OptionTypeError,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';

/** Hands in what TypeScript would refuse. */
const unchecked = (value: unknown) => value as never;

const makers: Record<string, (options: object) => unknown> = {
  'new Bus': (options) => new Bus(unchecked(options)),
  bounded: (options) => bounded(unchecked(options)),
  concatMapBounded: (options) => concatMapBounded(() => EMPTY, unchecked(options)),
  mergeMapBounded: (options) =>
    mergeMapBounded(() => EMPTY, unchecked({ concurrency: 2, ...options })),
  batchMapBounded: (options) => batchMapBounded(() => EMPTY, unchecked(options)),
  eachValueBounded: (options) => eachValueBounded(new Subject(), unchecked(options)),
  'bus.values': (options) => new Bus().values(unchecked(options)),
};
const { 'new Bus': _bus, ...readers } = makers;
const { eachValueBounded: _each, 'bus.values': _values, ...operators } = readers;

const projecting = {
  concatMapBounded: (project: never) => concatMapBounded(project),
  mergeMapBounded: (project: never) => mergeMapBounded(project, { concurrency: 1 }),
  batchMapBounded: (project: never) => batchMapBounded(project),
};

/** The error `make` throws at once. */
function errorOf(make: () => unknown): unknown {
  try {
    make();
  } catch (error) {
    return error;
  }
  return 'no error';
}

function expectTypeError(make: () => unknown, message: string): void {
  const error = errorOf(make);
  expect(error).toBeInstanceOf(OptionTypeError);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ code: 'ERR_OPTION_TYPE', name: 'OptionTypeError', message });
}

function expectRangeError(make: () => unknown, message: string): void {
  const error = errorOf(make);
  expect(error).toBeInstanceOf(OptionRangeError);
  expect(error).toBeInstanceOf(RangeError);
  expect(error).toMatchObject({ code: 'ERR_OPTION_RANGE', name: 'OptionRangeError', message });
}

describe('a bad option is refused where it is given, by an error that says what it wants', () => {
  describe.each(Object.entries(makers))('%s: capacity', (_, make) => {
    const wants = 'capacity must be a whole number from 1 to 4194304, got';

    it.each([0, -1, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 22 + 1, 2 ** 32])(
      '%d',
      (capacity) => {
        expectRangeError(() => make({ capacity }), `${wants} ${capacity}`);
      },
    );

    it.each([
      ['8', "'8'"],
      [null, 'null'],
      [true, 'true'],
      [8n, '8'],
      [[8], 'an array'],
      [{}, 'an object'],
      [() => 8, 'a function'],
    ])('%o', (capacity, shown) => {
      expectTypeError(() => make({ capacity }), `${wants} ${shown}`);
    });

    it('takes the least, and no value', () => {
      expect(errorOf(() => make({ capacity: 1 }))).toBe('no error');
      expect(errorOf(() => make({ capacity: undefined }))).toBe('no error');
      expect(errorOf(() => make({}))).toBe('no error');
    });
  });

  it('the largest capacity is taken, and costs nothing until it is used', () => {
    const bus = new Bus<number>({ capacity: 2 ** 22 });
    bus.pipe(bounded({ capacity: 2 ** 22 })).subscribe();
    expect(bus.stats().subscribers).toMatchObject([{ capacity: 4_194_304 }]);
  });

  describe.each(Object.entries(readers))('%s', (_, make) => {
    it.each([
      ['drop', "'drop'"],
      ['', "''"],
      [null, 'null'],
      [1, '1'],
      ['constructor', "'constructor'"],
    ])('overflow %o', (overflow, shown) => {
      expectTypeError(
        () => make({ overflow }),
        `overflow must be one of 'drop-oldest', 'latest', 'drop-newest', 'error', got ${shown}`,
      );
    });

    it('a capacity with latest, unless it is 1', () => {
      expectRangeError(
        () => make({ overflow: 'latest', capacity: 2 }),
        "capacity must be left out or 1 with overflow 'latest', which keeps one event, got 2",
      );
      expectRangeError(
        () => make({ overflow: 'latest', capacity: 0 }),
        'capacity must be a whole number from 1 to 4194304, got 0',
      );
      expect(errorOf(() => make({ overflow: 'latest', capacity: 1 }))).toBe('no error');
    });

    it.each([
      ['', "''"],
      ['  ', "'  '"],
      [5, '5'],
      [null, 'null'],
      [{}, 'an object'],
    ])('name %o', (name, shown) => {
      expectTypeError(() => make({ name }), `name must be a string that isn't empty, got ${shown}`);
    });

    it.each([
      ['log', "'log'"],
      [null, 'null'],
      [{ next: () => {} }, 'an object'],
    ])('onLag %o', (onLag, shown) => {
      expectTypeError(() => make({ onLag }), `onLag must be a function, got ${shown}`);
    });

    it.each([
      [null, 'null'],
      ['main', "'main'"],
      [{}, 'an object'],
      [new Subject(), 'an object'],
    ])('bus %o', (bus, shown) => {
      expectTypeError(() => make({ bus }), `bus must be a Bus, got ${shown}`);
    });
  });

  describe.each(Object.entries(projecting))('%s: project', (_, make) => {
    it.each([
      [undefined, 'undefined'],
      [null, 'null'],
      ['save', "'save'"],
      [EMPTY, 'an object'],
      [Promise.resolve(), 'an object'],
    ])('%o', (project, shown) => {
      expectTypeError(() => make(unchecked(project)), `project must be a function, got ${shown}`);
    });
  });

  describe('mergeMapBounded: concurrency', () => {
    const wants = 'concurrency must be a whole number from 1 to 65536, got';
    const make = (concurrency: unknown) => () =>
      mergeMapBounded(() => EMPTY, { concurrency: unchecked(concurrency) });

    it.each([0, -1, 1.5, Number.NaN, Infinity, 65_537])('%d', (concurrency) => {
      expectRangeError(make(concurrency), `${wants} ${concurrency}`);
    });

    it.each([
      [undefined, 'undefined'],
      ['4', "'4'"],
      [null, 'null'],
    ])('%o', (concurrency, shown) => {
      expectTypeError(make(concurrency), `${wants} ${shown}`);
    });

    it('concatMapBounded has its own, whatever it is told', async () => {
      const bus = new Bus<number>();
      const taken: number[] = [];
      const options = unchecked({ concurrency: 5 });
      bus
        .pipe(
          concatMapBounded((event) => {
            taken.push(event);
            return new Subject();
          }, options),
        )
        .subscribe();
      bus.publish(1);
      bus.publish(2);
      await Promise.resolve();
      expect(taken).toEqual([1]);
    });
  });

  describe('batchMapBounded: maxBatch', () => {
    const wants = 'maxBatch must be a whole number from 1 to 4194304, got';
    const make = (maxBatch: unknown) => () =>
      batchMapBounded(() => EMPTY, { maxBatch: unchecked(maxBatch) });

    it.each([0, -1, 1.5, Number.NaN, Infinity])('%d', (maxBatch) => {
      expectRangeError(make(maxBatch), `${wants} ${maxBatch}`);
    });

    it('of another type', () => {
      expectTypeError(make('4'), `${wants} '4'`);
    });
  });

  describe('new Bus', () => {
    it.each([
      ['report', "'report'"],
      [null, 'null'],
      [{}, 'an object'],
    ])('onError %o', (onError, shown) => {
      expectTypeError(
        () => new Bus({ onError: unchecked(onError) }),
        `onError must be a function, got ${shown}`,
      );
    });

    it.each([
      [{}, 'context.getStore must be a function, got undefined'],
      [{ getStore: () => 1 }, 'context.run must be a function, got undefined'],
      [{ getStore: 1, run: () => {} }, 'context.getStore must be a function, got 1'],
      ['requests', "context must be an object, got 'requests'"],
      [null, 'context must be an object, got null'],
    ])('context %o', (context, message) => {
      expectTypeError(() => new Bus({ context: unchecked(context) }), message);
    });
  });

  describe.each([
    ['new Bus', (scheduler: unknown) => new Bus({ scheduler: unchecked(scheduler) })],
    ['bounded', (scheduler: unknown) => bounded({ scheduler: unchecked(scheduler) })],
  ])('%s: scheduler', (_, make) => {
    it.each([
      [null, 'scheduler must be an object, got null'],
      ['queue', "scheduler must be an object, got 'queue'"],
      [{}, 'scheduler.schedule must be a function, got undefined'],
    ])('%o', (scheduler, message) => {
      expectTypeError(() => make(scheduler), message);
    });
  });

  describe.each([
    ['bus.values', makers['bus.values']],
    ['eachValueBounded', makers['eachValueBounded']],
  ])('%s: signal', (_, make) => {
    it.each([
      [null, 'signal must be an object, got null'],
      [{}, 'signal.addEventListener must be a function, got undefined'],
      [new AbortController(), 'signal.addEventListener must be a function, got undefined'],
    ])('%o', (signal, message) => {
      expectTypeError(() => make?.({ signal }), message);
    });
  });

  it('before anything is subscribed', () => {
    const bus = new Bus<number>();
    for (const [, make] of Object.entries(operators)) {
      expect(() => bus.pipe(unchecked(make({ capacity: 0 })))).toThrow(OptionRangeError);
    }
    expect(() => bus.values({ name: '' })).toThrow(OptionTypeError);
    expect(bus.observed).toBe(false);
  });

  it.each(Object.entries(makers))('%s: one that is misspelt', (_, make) => {
    const message = "capcity is not a known option; did you mean 'capacity'?";
    expectTypeError(() => make({ capcity: 8 }), message);
    expectTypeError(() => make({ capcity: 8, capacity: undefined }), message);
    expect(errorOf(() => make({ capcity: 8, capacity: 8, purpose: 'tests' }))).toBe('no error');
  });

  it.each(Object.entries(operators))('%s: a misspelt name', (_, make) => {
    expectTypeError(
      () => make({ nme: 'audit' }),
      "nme is not a known option; did you mean 'name'?",
    );
  });

  it.each(['new Bus', 'bounded', 'concatMapBounded', 'batchMapBounded'])(
    '%s: what is no object',
    (name) => {
      const make = (options: unknown) => makers[name]?.(unchecked(options));
      expectTypeError(() => make(null), 'options must be an object, got null');
      expectTypeError(() => make(8), 'options must be an object, got 8');
    },
  );

  it('shows a long value in short', () => {
    expectTypeError(
      () => bounded({ overflow: unchecked('x'.repeat(100)) }),
      `overflow must be one of 'drop-oldest', 'latest', 'drop-newest', 'error', got '${'x'.repeat(40)}…'`,
    );
  });

  it('takes every option left undefined as left out', () => {
    const options = unchecked({
      name: undefined,
      capacity: undefined,
      overflow: undefined,
      onLag: undefined,
      bus: undefined,
      signal: undefined,
      scheduler: undefined,
      maxBatch: undefined,
      context: undefined,
      onError: undefined,
    });
    for (const make of Object.values(makers)) expect(errorOf(() => make(options))).toBe('no error');
    expect(of(1)).toBeDefined();
  });
});
