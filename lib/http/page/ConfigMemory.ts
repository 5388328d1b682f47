import { noop, Subscription } from 'rxjs';
import type { ConfigFigures } from './PageFrame.js';
import type { ConfigReload, PageSource } from './PageSource.js';
import { limited } from './rowsOf.js';
import { shorten, textOf } from './textOf.js';

/** How much of a reason is shown, in characters: it may name every wrong key of a file. */
const REASON = 4_000;

/** Remembers a config's last change, rejection and failure, also while nobody looks. */
export class ConfigMemory extends Subscription {
  private change: ConfigFigures['change'] = null;
  private rejection: ConfigFigures['rejection'] = null;
  private failure: ConfigFigures['failure'] = null;

  constructor(private readonly config: PageSource['config']) {
    super();
    this.add(
      config.reloads$.subscribe({
        next: (reload) => this.note(reload, Date.now()),
        error: noop, // what is known stays known
      }),
    );
    this.add(
      config.failures$.subscribe({
        next: ({ message }) => {
          this.failure = { at: Date.now(), reason: message.slice(0, REASON) };
        },
        error: noop,
      }),
    );
  }

  figures(): ConfigFigures {
    const { change, rejection, failure } = this;
    return { version: this.config.version(), change, rejection, failure };
  }

  private note(
    { status, version, pendingRestart, changes, error }: ConfigReload,
    at: number,
  ): void {
    // What is found to be in force already has put right what was rejected.
    if (status !== 'rejected' && this.rejection)
      this.rejection = { ...this.rejection, stands: false };
    if (status === 'applied' || status === 'rolled-back') {
      const keys = (changes ?? []).map(({ key, before, after }) => ({
        key: shorten(key),
        before: before === undefined ? '' : textOf(before),
        after: after === undefined ? '' : textOf(after),
      }));
      this.change = { version, at, keys: limited(keys), pendingRestart };
    }
    if (error) this.rejection = { at, reason: error.message.slice(0, REASON), stands: true };
  }
}
