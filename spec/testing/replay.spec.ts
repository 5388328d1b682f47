import { asapScheduler, lastValueFrom, map, queueScheduler, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Bus, concatMapBounded, OptionRangeError, OptionTypeError } from 'ron-kernel';
import { parseRecording, replay, type Recording } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import { entry, recordingText } from './support.js';

const testScheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

/** A recording of events `a`, `b`, … at these times. */
function recorded(...times: number[]): Recording {
  const events = times.map((at, index) => entry(index + 1, at, 'abcdefgh'.charAt(index)));
  return parseRecording(recordingText(events));
}

describe('replay', () => {
  it('keeps the time between events, from the first on', () => {
    testScheduler().run(({ expectObservable }) => {
      const recording = recorded(1_000.2, 1_002.4, 1_002.45, 1_007);
      //                                                         a at 0, b and c at 2, d at 7
      expectObservable(replay<string>(recording)).toBe('a-(bc)-(d|)');
    });
  });

  it('replays into a bus, whose subscribers see what they saw, in virtual time', () => {
    testScheduler().run(({ cold, expectObservable }) => {
      const bus = new Bus<string>();
      const slow = concatMapBounded((value: string) => cold('----(v|)', { v: value }), {
        capacity: 1,
        overflow: 'drop-oldest',
      });
      expectObservable(bus).toBe('     abcd-----');
      expectObservable(bus.pipe(slow)).toBe('----a---d');
      replay<string>(recorded(0, 1, 2, 3)).subscribe(bus.sink);
    });
  });

  it('is cold: each subscriber gets the whole of it', () => {
    testScheduler().run(({ expectObservable }) => {
      const replay$ = replay<string>(recorded(0, 2));
      expectObservable(replay$).toBe('        a-(b|)');
      expectObservable(replay$, '   ---^').toBe('---a-(b|)');
    });
  });

  it('stops when nobody listens any more', () => {
    testScheduler().run(({ expectObservable }) => {
      expectObservable(replay<string>(recorded(0, 2, 4)), '^--!').toBe('a-b');
    });
  });

  it('takes a range, and begins with it', () => {
    testScheduler().run(({ expectObservable }) => {
      const recording = recorded(10, 11, 12, 13, 14);
      expectObservable(replay<string>(recording, { from: 1, to: 3 })).toBe('bc(d|)');
      expectObservable(replay<string>(recording, { from: 0.5, to: 1.5 })).toBe('-(b|)');
      expectObservable(replay<string>(recording, { from: 9 })).toBe('|');
    });
  });

  it('leaves out what a filter does not want, and none of the time', () => {
    testScheduler().run(({ expectObservable }) => {
      const filter = ({ sequence }: { sequence: number }): boolean => sequence !== 2;
      expectObservable(replay<string>(recorded(0, 1, 2), { filter })).toBe('a-(c|)');
    });
  });

  it('goes at another speed', () => {
    testScheduler().run(({ expectObservable }) => {
      expectObservable(replay<string>(recorded(0, 4, 8), { speed: 2 })).toBe('a-b-(c|)');
      expectObservable(replay<string>(recorded(0, 1), { speed: 0.5 })).toBe('  a-(b|)');
      expectObservable(replay<string>(recorded(0, 9), { speed: Infinity })).toBe('(ab|)');
    });
  });

  it('takes any scheduler, and real time without one', async () => {
    const recording = recorded(0, 0.2, 3);
    for (const scheduler of [queueScheduler, asapScheduler, undefined]) {
      const options = scheduler === undefined ? {} : { scheduler };
      const values = await lastValueFrom(replay<string>(recording, options).pipe(toArray()));
      expect(values).toEqual(['a', 'b', 'c']);
    }
    const scheduler = testScheduler();
    scheduler
      .expectObservable(replay<string>(recorded(0, 20, 40), { scheduler }).pipe(map((v) => v)))
      .toBe('a-b-(c|)');
    scheduler.flush();
  });

  it('completes at once where nothing was recorded', () => {
    testScheduler().run(({ expectObservable }) => {
      expectObservable(replay(recorded())).toBe('|');
    });
  });

  it.each([
    [{ from: -1 }, OptionRangeError, 'from must be'],
    [{ from: NaN }, OptionRangeError, 'from must be'],
    [{ from: '1' }, OptionTypeError, 'from must be'],
    [{ from: 5, to: 4 }, OptionRangeError, 'to must be'],
    [{ to: NaN }, OptionRangeError, 'to must be'],
    [{ to: '1' }, OptionTypeError, 'to must be'],
    [{ speed: 0 }, OptionRangeError, 'speed must be'],
    [{ speed: NaN }, OptionRangeError, 'speed must be'],
    [{ filter: 1 }, OptionTypeError, 'filter must be'],
    [{ scheduler: {} }, OptionTypeError, 'scheduler.schedule must be'],
  ])('refuses %j', (options, type, message) => {
    const start = (): unknown => replay(recorded(0), options as never);
    expect(start).toThrow(type);
    expect(start).toThrow(message);
  });
});
