import { Observable } from 'rxjs';
import type { BusEvent } from '../../Kernel.js';

/** Somebody who wants to have each event of some types. */
export interface Asker {
  readonly types: ReadonlySet<string>;
  /** What it does with one. */
  readonly handle: (event: BusEvent) => unknown;
  /** Nothing is in hand any more. */
  readonly onIdle: () => void;
  /** How many it has in hand. */
  inHand: number;
}

/** Is told who asks. */
export interface AskerWatcher {
  /** Somebody came: there may be something to ask for. */
  came(): void;
  /** Somebody asks for no more, but finishes what is in hand. */
  leaving(): void;
  /** Somebody went, whatever was in hand. */
  gone(asker: Asker): void;
}

/** Who asks a bridge for what its streams keep; outlives the bridge's runs. */
export class Askers {
  private readonly asking = new Set<Asker>();
  private readonly watchers = new Set<AskerWatcher>();

  of(type: string): Asker[] {
    return [...this.asking].filter(({ types }) => types.has(type));
  }

  /** Returns what ends it. */
  watch(watcher: AskerWatcher): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** Asks while it is subscribed to; an aborted `signal` lets it finish what is in hand. */
  ask(types: readonly string[], handle: Asker['handle'], signal?: AbortSignal): Observable<never> {
    return new Observable((subscriber) => {
      const onIdle = (): void => {
        if (signal?.aborted === true) subscriber.complete();
      };
      const asker: Asker = { types: new Set(types), handle, onIdle, inHand: 0 };
      const leave = (): void => {
        this.asking.delete(asker);
        for (const watcher of this.watchers) watcher.leaving();
        if (asker.inHand === 0) subscriber.complete();
      };
      if (signal?.aborted === true) {
        subscriber.complete();
        return undefined;
      }
      signal?.addEventListener('abort', leave, { once: true });
      this.asking.add(asker);
      for (const watcher of this.watchers) watcher.came();
      return () => {
        signal?.removeEventListener('abort', leave);
        this.asking.delete(asker);
        for (const watcher of this.watchers) watcher.gone(asker);
      };
    });
  }

  /** It has one more in hand. */
  took(asker: Asker): void {
    asker.inHand += 1;
  }

  /** It has one less in hand. */
  left(asker: Asker): void {
    asker.inHand -= 1;
    if (asker.inHand === 0) asker.onIdle();
  }
}
