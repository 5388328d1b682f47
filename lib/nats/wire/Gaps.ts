/** How many senders and subjects are remembered; past that, those heard of first are forgotten. */
const REMEMBERED = 4_096;

/** Finds what never came, and what comes again, by the numbers that senders give their messages. */
export class Gaps {
  private readonly last = new Map<string, number>();

  /** How many messages are missing before this one; nothing if it was here already. */
  take(sender: string, subject: string, sequence: number): number | undefined {
    const key = `${sender} ${subject}`;
    const last = this.last.get(key);
    if (last === undefined) {
      if (this.last.size >= REMEMBERED) this.forgetFirst();
      this.last.set(key, sequence);
      return 0;
    }
    if (sequence <= last) return undefined;
    this.last.set(key, sequence);
    return sequence - last - 1;
  }

  private forgetFirst(): void {
    for (const key of this.last.keys()) {
      this.last.delete(key);
      return;
    }
  }
}
