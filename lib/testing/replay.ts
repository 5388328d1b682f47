import { asyncScheduler, concatMap, defer, from, map, mergeMap, timer } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { functionOption, methodsOption, numberOption, show } from '../internal/options.js';
import type { RecordedEvent, Recording } from './Recording.js';

/** How a {@link replay} goes. */
export interface ReplayOptions {
  /**
   * The first event to be replayed, in ms after the first one recorded: 0 or more. The replay begins there,
   * without waiting for what is left out.
   *
   * @defaultValue 0
   */
  readonly from?: number;
  /**
   * The last event to be replayed, in ms after the first one recorded: `from` or more.
   *
   * @defaultValue Infinity
   */
  readonly to?: number;
  /** Which of those events are replayed. Default: all. */
  readonly filter?: (event: RecordedEvent) => boolean;
  /**
   * How many times as fast as it was: more than 0; `Infinity` leaves no time between events.
   *
   * @defaultValue 1
   */
  readonly speed?: number;
  /** Whose time it takes. Default: real time; inside `TestScheduler.run`, virtual time. */
  readonly scheduler?: SchedulerLike;
}

interface Burst {
  /** Milliseconds after the replay's beginning. */
  readonly at: number;
  readonly events: readonly RecordedEvent[];
}

/** Events that fall on the same millisecond, together. */
function bursts(events: readonly RecordedEvent[], begin: number, speed: number): Burst[] {
  const found: { at: number; events: RecordedEvent[] }[] = [];
  for (const event of events) {
    const passed = Math.round((event.at - begin) / speed);
    const last = found.at(-1);
    if (last?.at === passed) last.events.push(event);
    else found.push({ at: passed, events: [event] });
  }
  return found;
}

/**
 * Plays the events of a recording again, with the time between them as it was, to the millisecond.
 * Send it into a bus, in virtual time inside `TestScheduler.run`, to see what your handlers made of
 * them, then to test the fix.
 *
 * What couldn't be recorded isn't made up: where an event's `lost` says so, it has `undefined`, or
 * as much as was recorded. `filter: ({ lost }) => lost.length === 0` leaves such events out. Type and
 * shape of the events aren't checked; name the type they have.
 *
 * @typeParam E - the type of the recorded events
 * @param recording - from {@link readRecording} or {@link parseRecording}
 * @param options - which events, and how fast
 * @returns a cold observable that emits the events, then completes
 * @throws {@link OptionTypeError} or {@link OptionRangeError} when an option can't work
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { TestScheduler } from 'rxjs/testing';
 * import { Bus, createKernel, type BusEvent } from 'ron-kernel';
 * import { parseRecording, replay } from 'ron-kernel/testing';
 *
 * const values = { recorder: { enabled: true }, log: { level: 'warn' } };
 * const kernel = await createKernel({ config: { values } });
 * for (const type of ['a', 'b']) kernel.bus.publish({ type });
 * const recording = parseRecording(kernel.recorder?.recording() ?? '');
 * await kernel.stop();
 *
 * const seen: string[] = [];
 * new TestScheduler(assert.deepEqual).run(({ flush }) => {
 *   const bus = new Bus<BusEvent>();
 *   bus.subscribe(({ type }) => seen.push(type));
 *   replay<BusEvent>(recording).subscribe(bus.sink);
 *   flush();
 * });
 * console.log(seen); // ['a', 'b']
 * ```
 */
export function replay<E>(recording: Recording, options: ReplayOptions = {}): Observable<E> {
  const { from: first = 0, to: last = Infinity, filter, speed = 1 } = options;
  const { scheduler = asyncScheduler } = options;
  numberOption('from', first, 0, Infinity);
  if (typeof last !== 'number') throw new OptionTypeError(`to must be ms, got ${show(last)}`);
  if (!(last >= first)) {
    throw new OptionRangeError(`to must be from or more, here ${first}, got ${show(last)}`);
  }
  numberOption('speed', speed, Number.MIN_VALUE, Infinity);
  if (filter !== undefined) functionOption('filter', filter);
  methodsOption('scheduler', scheduler, ['schedule', 'now']);

  const { events } = recording;
  const [oldest] = events;
  const begin = oldest === undefined ? 0 : oldest.at + first;
  const end = (oldest?.at ?? 0) + last;
  const chosen = events.filter(
    (event) => event.at >= begin && event.at <= end && (filter?.(event) ?? true),
  );
  const planned = bursts(chosen, begin, speed);
  return defer(() => {
    const start = scheduler.now();
    return from(planned).pipe(
      // Each is due by the clock, so that timers that come late don't add up.
      concatMap((burst) =>
        timer(new Date(start + burst.at), scheduler).pipe(mergeMap(() => burst.events)),
      ),
      map(({ event }) => event as E), // known to the caller alone
    );
  });
}
