import { mkdir, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

/** The variable that names the folder for profiles; without it, nothing is profiled. */
export const PROFILE_FOLDER = 'PERF_PROFILE';

/** Microseconds from sample to sample. */
const INTERVAL = 500;

/** Runs `work`; where profiles are asked for, it leaves one of this thread's time: `<name>.cpuprofile`. */
export async function profiled<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = process.env[PROFILE_FOLDER];
  if (folder === undefined) return await work();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  try {
    return await work();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${fileNameOf(name)}.cpuprofile`), JSON.stringify(profile));
  }
}

/** Letters, digits and dashes. */
export function fileNameOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}
