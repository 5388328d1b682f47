import { setTimeout } from 'node:timers/promises';
import { readText, type Reading } from './readText.js';

/** Milliseconds between two reads that must agree. */
const SETTLE = 50;
/** How often a file may have changed in between before it is given up: 5 s. */
const PATIENCE = 100;

/**
 * What a file holds once nobody is writing it: the first reading that the next, a little later,
 * agrees with. One that agrees with `installed` is taken at once.
 */
export async function readSettled(
  path: string,
  installed: string | undefined,
  signal: AbortSignal,
): Promise<Reading> {
  let reading = await readText(path);
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    if (reading.fingerprint === installed) return reading;
    await setTimeout(SETTLE, undefined, { signal });
    const again = await readText(path);
    if (again.fingerprint === reading.fingerprint) return again;
    reading = again;
  }
  const problem = 'keeps changing while it is read; write it elsewhere and rename it';
  return { fingerprint: `problem ${problem}`, problem, missing: false };
}
