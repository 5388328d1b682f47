import { describe, expect, it } from 'vitest';
import { FanOut } from '../../../perf/micro/support/FanOut.js';
import type { Fan } from '../../../perf/micro/support/Fan.js';
import { alike, type Counter, type Tick } from '../../../perf/micro/support/handlers.js';

const load = { form: 'functions', subscribers: 3, burst: 64, events: 'fresh' } as const;

/** Delivers to its subscribers as `deliver` does. */
function fan(deliver: (handles: readonly ((tick: Tick) => void)[], tick: Tick) => void): Fan {
  const handles: ((tick: Tick) => void)[] = [];
  return {
    subscribe: (_form, counter: Counter, { onTick }) => handles.push(onTick(counter)),
    publish: (tick) => deliver(handles, tick),
    dropped: () => 0,
  };
}

const whole = () => fan((handles, tick) => handles.forEach((handle) => handle(tick)));

describe('FanOut', () => {
  it('counts deliveries as publishes times subscribers', async () => {
    let published = 0;
    const { publish, ...rest } = whole();
    const counted: Fan = {
      ...rest,
      publish: (tick) => {
        published += 1;
        publish(tick);
      },
    };
    const fanOut = new FanOut(counted, load, alike);
    await fanOut.cycle();
    fanOut.check();
    expect(fanOut.deliveries).toBe(published * load.subscribers);
  });

  it('fails when one subscriber misses one event', async () => {
    let published = 0;
    const lossy = fan((handles, tick) => {
      published += 1;
      handles.slice(published === 100 ? 1 : 0).forEach((handle) => handle(tick));
    });
    const fanOut = new FanOut(lossy, load, alike);
    await fanOut.cycle();
    expect(() => {
      fanOut.check();
    }).toThrow(/published \d+, but a subscriber had \d+/);
  });

  it('fails when the last subscriber waits in vain', async () => {
    const silent = fan((handles, tick) => handles.slice(0, -1).forEach((handle) => handle(tick)));
    await expect(new FanOut(silent, load, alike).cycle()).rejects.toThrow(
      'waits for an event in vain',
    );
  });

  it('fails when the fan counted a drop', async () => {
    const fanOut = new FanOut({ ...whole(), dropped: () => 2 }, load, alike);
    await fanOut.cycle();
    expect(() => {
      fanOut.check();
    }).toThrow('2 events were dropped');
  });
});
