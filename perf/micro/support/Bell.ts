/** `Atomics.waitAsync`, which TypeScript knows from ES2024 on. */
interface AsyncAtomics {
  readonly waitAsync: (
    words: Int32Array,
    index: number,
    value: number,
  ) => { readonly async: boolean; readonly value: unknown };
}

/** A word to wait for, and when it was last changed: what waking a thread takes by itself, with no ring about it. */
export class Bell {
  readonly memory: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly times: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.words = new Int32Array(memory);
    this.times = new BigInt64Array(memory);
  }

  /** Rings for the nth time, counted from 0, and wakes who waits. */
  ring(n: number): void {
    this.times[1] = process.hrtime.bigint();
    Atomics.store(this.words, 0, n + 1);
    Atomics.notify(this.words, 0);
  }

  /** Holds the thread until it has rung for the nth time; returns when that was. */
  wait(n: number): bigint {
    Atomics.wait(this.words, 0, n);
    return this.times[1] ?? 0n;
  }

  /** As `wait`, without holding the thread. */
  async waitAsync(n: number): Promise<bigint> {
    const waiting = (Atomics as unknown as AsyncAtomics).waitAsync(this.words, 0, n);
    await waiting.value;
    return this.times[1] ?? 0n;
  }
}
