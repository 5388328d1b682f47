/** What is published. */
export interface Frame {
  readonly type: 'frame';
  /** From 0, without a gap. */
  readonly seq: number;
  /** When it was published, as `performance.now()` counts. */
  readonly at: number;
  readonly payload: Uint8Array;
}

/** Makes frames of some size, one after the other. Their payload is shared, as bytes off a socket are. */
export function frames(bytes: number): (at: number) => Frame {
  const payload = new Uint8Array(bytes).fill(1);
  let seq = 0;
  return (at) => ({ type: 'frame', seq: seq++, at, payload });
}
