import { compareLooks, type Reading } from './FileLook.js';
import { OpenedFile } from './OpenedFile.js';

/** How often a file may have changed in between before it is given up. */
const PATIENCE = 100;

/**
 * What a file holds that nobody is writing: the first that is the same after a pause. A file that was
 * replaced meanwhile is looked at itself, so that saving by renames, however often, holds up nothing.
 * What agrees with `installed` is taken at once.
 *
 * @param pause waits until a writer that is at work would have gone on; rejects when it is no use any more
 */
export async function readSettled(
  path: string,
  installed: string | undefined,
  pause: () => Promise<unknown>,
): Promise<Reading> {
  let opened = await OpenedFile.at(path);
  try {
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      const { reading } = opened.look;
      if (reading.fingerprint === installed) return reading;
      await pause();
      const earlier = opened;
      opened = await OpenedFile.at(path);
      const settled = await isSettled(earlier, opened);
      await earlier.close();
      if (settled) return reading;
    }
  } finally {
    await opened.close();
  }
  const problem = 'keeps changing while it is read; write it elsewhere and rename it';
  return { fingerprint: `problem ${problem}`, problem, missing: false };
}

async function isSettled(earlier: OpenedFile, now: OpenedFile): Promise<boolean> {
  const verdict = compareLooks(earlier.look, now.look);
  if (verdict !== 'replaced') return verdict === 'settled';
  return compareLooks(earlier.look, await earlier.again()) === 'settled';
}
