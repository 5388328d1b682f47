import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './Outcome.js';

/** How a program ended. */
export interface Ended {
  /** 0 if everything held. */
  readonly code: number;
  /** What it printed; undefined if it didn't get so far. */
  readonly outcome: Outcome | undefined;
}

/** Runs a module that prints an {@link Outcome}; what it says meanwhile goes to stderr. */
export async function runProgram(script: URL, words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [fileURLToPath(script), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  const [printed, exit] = await Promise.all([text(child.stdout), code]);
  return {
    code: exit,
    outcome: printed.startsWith('{') ? (JSON.parse(printed) as Outcome) : undefined,
  };
}
