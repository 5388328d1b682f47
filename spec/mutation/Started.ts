import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { killAll } from './killAll.js';

/** The processes and threads that tests start: what they come by, and that nothing is left of them. */
export class Started {
  readonly #hits: string;
  #processes = false;
  readonly #workers: Worker[] = [];

  /** Those that this process starts from now on. */
  constructor(dir: string, looks: boolean) {
    this.#hits = `${dir}/hits-${process.pid}`;
    process.env['RON_MUTATION_BY'] = String(process.pid);
    if (looks) process.env['RON_MUTATION_HITS'] = this.#hits;
    subscribe('child_process', () => (this.#processes = true));
    subscribe('worker_threads', (message) => {
      this.#workers.push((message as { readonly worker: Worker }).worker);
    });
  }

  /** Whether there may be any. */
  get any(): boolean {
    return this.#processes || this.#workers.length > 0;
  }

  /** Switches a mutant on, or none, in those that are started after that. */
  activate(mutant: string | undefined): void {
    if (mutant === undefined) delete process.env['__STRYKER_ACTIVE_MUTANT__'];
    else process.env['__STRYKER_ACTIVE_MUTANT__'] = mutant;
  }

  /** What they have come by since this was asked last. */
  hits(): Record<string, number> {
    if (!existsSync(this.#hits)) return {};
    const lines = readFileSync(this.#hits, 'utf8').split('\n').slice(0, -1);
    rmSync(this.#hits);
    return Object.fromEntries(lines.map((mutant) => [mutant, 1]));
  }

  /** Leaves nothing of them that a mutant may have kept from ending. */
  end(): void {
    for (const worker of this.#workers.splice(0)) void worker.terminate();
    if (this.#processes) killAll(`RON_MUTATION_BY=${process.pid}`);
    this.#processes = false;
  }
}
