import { readdir } from 'node:fs/promises';

/** How many file descriptors this process has open; 0 where the system doesn't list them. */
export async function openDescriptors(): Promise<number> {
  return await readdir('/proc/self/fd').then(
    ({ length }) => length,
    () => 0,
  );
}
