import { describe, expect, it } from 'vitest';
import { VirtualLoop } from '../../lib/testing/simulation/VirtualLoop.js';
import { installVirtualTime } from '../../lib/testing/simulation/virtualGlobals.js';
import { virtualPromises } from '../../lib/testing/simulation/virtualPromises.js';

const loopOf = (): VirtualLoop =>
  new VirtualLoop((error) => {
    throw error;
  });

describe('virtual time', () => {
  it('has timers cleared that are its own or the machine’s, and takes what is none', async () => {
    const fired: string[] = [];
    const real = [
      setTimeout(() => fired.push('real timeout'), 0),
      setInterval(() => fired.push('real interval'), 1),
    ];
    const immediate = setImmediate(() => fired.push('real immediate'));
    const loop = loopOf();
    const restore = installVirtualTime(loop, () => 0.5);
    try {
      for (const timer of real) clearTimeout(timer);
      clearInterval(real[1]);
      clearImmediate(immediate);
      for (const none of [undefined, null, 5]) clearTimeout(none as unknown as undefined);
      clearTimeout(setTimeout(() => fired.push('cancelled'), 5));
      setTimeout((word: string) => fired.push(word), 10, 'virtual');
      await loop.pass(20);
    } finally {
      restore();
    }
    await new Promise((resolve) => setTimeout(resolve, 2)); // after those of the machine were due
    expect(fired).toEqual(['virtual']);
  });

  it('fires what is due in its order, periods included, and moves the clock there at once', async () => {
    const loop = loopOf();
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, Math.round(loop.now)]);
    const every = loop.after(40, note('period'), 40);
    loop.after(100, note('late'));
    loop.after(Number.NaN, note('at once'));
    await loop.pass(90);
    every.cancel();
    every.cancel();
    await loop.pass(90);
    expect(fired).toEqual([
      ['at once', 1],
      ['period', 40],
      ['period', 80],
      ['late', 100],
    ]);
    expect(loop.waiting).toBe(0);
  });

  it('goes on for who spins on the clock', () => {
    const loop = loopOf();
    const until = loop.now + 1;
    let reads = 0;
    while (loop.now < until && reads < 100_000) reads += 1;
    expect(reads).toBeLessThan(100_000);
  });

  it('says whether something is done in time', async () => {
    const loop = loopOf();
    const { setTimeout: wait } = virtualPromises(loop);
    expect(await loop.finish(wait(50, 'done'), 100)).toBe(true);
    expect(await loop.finish(wait(500, 'done'), 100)).toBe(false);
    expect(await loop.finish(new Promise(() => undefined), 1_000)).toBe(false);
  });

  describe('awaited', () => {
    it('ends with a value, after a millisecond unless told otherwise', async () => {
      const loop = loopOf();
      const { setTimeout: wait, setImmediate: yields } = virtualPromises(loop);
      const { signal } = new AbortController();
      const all = Promise.all([wait(undefined, 'a'), wait(5, 'b', { signal }), yields('c')]);
      await loop.pass(10);
      expect(await all).toEqual(['a', 'b', 'c']);
    });

    it('ends with an AbortError where its signal is aborted, before or meanwhile', async () => {
      const loop = loopOf();
      const { setTimeout: wait } = virtualPromises(loop);
      const why = new Error('enough');
      const before = wait(5, 'a', { signal: AbortSignal.abort(why) });
      await expect(before).rejects.toMatchObject({ name: 'AbortError', cause: why });
      const controller = new AbortController();
      const meanwhile = wait(5, 'a', controller);
      controller.abort(why);
      await expect(meanwhile).rejects.toMatchObject({ name: 'AbortError', cause: why });
      expect(loop.waiting).toBe(0);
    });
  });
});
