import type { Asker } from './Askers.js';

/** How many messages are remembered; past that, those met first are forgotten. */
const REMEMBERED = 4_096;

/** What this process did about a message of a stream. */
export interface Acquaintance {
  /** Who has it. */
  readonly had: Set<Asker>;
  /** Whether all who asked have it. */
  done: boolean;
}

/** Recognises what streams hand out again. */
export class Known {
  private readonly messages = new Map<string, Acquaintance>();
  /** Met last before the connection was lost: a broker that was killed hands them out again, thousands later. */
  private unsure = new Map<string, Acquaintance>();

  /** What is known of a message, and whether that is anything: it is from now on. */
  meet(key: string): { readonly met: boolean; readonly acquaintance: Acquaintance } {
    const before = this.messages.get(key) ?? this.unsure.get(key);
    const acquaintance = before ?? { had: new Set(), done: false };
    this.messages.delete(key);
    this.messages.set(key, acquaintance);
    for (const first of this.messages.keys()) {
      if (this.messages.size <= REMEMBERED) break;
      this.messages.delete(first);
    }
    return { met: before !== undefined, acquaintance };
  }

  /** The connection is lost, and with it, maybe, the answers to those met last: they are remembered until the next loss. */
  lost(): void {
    this.unsure = new Map([...this.unsure, ...this.messages].slice(-REMEMBERED));
    this.messages.clear();
  }
}
