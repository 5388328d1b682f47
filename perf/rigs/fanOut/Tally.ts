import type { Frame } from './Frame.js';

/** What one subscriber had. */
export class Tally {
  delivered = 0;
  /** Events that are missing before or between those it had. */
  missed = 0;
  /** Bytes seen, so that the payload is read. */
  bytes = 0;
  private next = 0;

  count({ seq, payload }: Frame): void {
    if (seq < this.next)
      throw new Error(`event ${String(seq)} came after ${String(this.next - 1)}`);
    this.missed += seq - this.next;
    this.next = seq + 1;
    this.delivered += 1;
    this.bytes += payload[payload.length - 1] ?? 0;
  }
}
