import type { Asker } from './Askers.js';

/** How many messages are remembered; past that, those met first are forgotten. */
const REMEMBERED = 4_096;

/** One for all: thousands are remembered. */
const NOBODY: readonly Asker[] = [];

/** What this process did about a message of a stream. */
export class Acquaintance {
  /** Who has it, until all who asked have it. */
  had = NOBODY;
  /** Whether all who asked have it. */
  done = false;

  /** All who asked have it, whoever that was. */
  finish(): void {
    this.done = true;
    this.had = NOBODY;
  }
}

/** Recognises what streams hand out again. */
export class Known {
  private readonly messages = new Map<string, Acquaintance>();
  /** Goes on where it was: one that begins anew passes all that was deleted since the map grew. */
  private readonly oldest = this.messages.keys();
  /** Met last before the connection was lost: a broker that was killed hands them out again, thousands later. */
  private unsure = new Map<string, Acquaintance>();

  /** What is known of a message, and whether that is anything: it is from now on. */
  meet(key: string): { readonly met: boolean; readonly acquaintance: Acquaintance } {
    const before = this.messages.get(key) ?? this.unsure.get(key);
    const acquaintance = before ?? new Acquaintance();
    if (before !== undefined) this.messages.delete(key);
    this.messages.set(key, acquaintance);
    if (this.messages.size > REMEMBERED) this.forgetOldest();
    return { met: before !== undefined, acquaintance };
  }

  /** The connection is lost, and with it, maybe, the answers to those met last: they are remembered until the next loss. */
  lost(): void {
    this.unsure = new Map([...this.unsure, ...this.messages].slice(-REMEMBERED));
    this.messages.clear();
  }

  private forgetOldest(): void {
    for (const key of this.oldest) {
      this.messages.delete(key);
      return;
    }
  }
}
