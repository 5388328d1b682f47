import type { LogFormat } from './LogFormat.js';

/** Milliseconds from one beat of a pulse to the next, and from one look at it to the next. */
export const BEAT = 250;

const BEATS = 0;
const THRESHOLD = 1;
const PORT = 2;
const LOG = 3;

/** What may be in the last cell. */
const FORMATS: readonly (LogFormat | undefined)[] = [undefined, 'json', 'text'];

/**
 * What the main thread and its watchdog share, in memory that each reads without the other's help:
 * whether the one's event loop turns, from when on the other says that it doesn't, where, and how.
 */
export class Pulse {
  private readonly cells: Int32Array;

  /** @param memory - Another thread's pulse. Default: a new one. */
  constructor(readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * 4)) {
    this.cells = new Int32Array(memory);
  }

  /** A number that changes while the loop turns. */
  get beats(): number {
    return Atomics.load(this.cells, BEATS);
  }

  /** The loop turns. */
  beat(): void {
    Atomics.add(this.cells, BEATS, 1); // it wraps around, which is a change too
  }

  /** Milliseconds that the loop may stand still. */
  get threshold(): number {
    return Atomics.load(this.cells, THRESHOLD);
  }

  set threshold(milliseconds: number) {
    Atomics.store(this.cells, THRESHOLD, milliseconds);
  }

  /** The port that the watchdog got, so that its successor takes the same; 0 before there was one. */
  get port(): number {
    return Atomics.load(this.cells, PORT);
  }

  set port(port: number) {
    Atomics.store(this.cells, PORT, port);
  }

  /** How the watchdog writes a line on stdout once the loop has stood still for too long; undefined: it doesn't. */
  get log(): LogFormat | undefined {
    return FORMATS[Atomics.load(this.cells, LOG)];
  }

  set log(format: LogFormat | undefined) {
    Atomics.store(this.cells, LOG, FORMATS.indexOf(format));
  }
}
