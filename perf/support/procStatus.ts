import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** Whether this machine tells of its processes under /proc, as Linux does. */
export const hasProc = existsSync('/proc/self/status');

/** One process, as the machine sees it. */
export interface ProcStatus {
  /** Memory it holds, in MB. */
  readonly rss: number;
  readonly threads: number;
  readonly descriptors: number;
}

/** Looks at a process under /proc. */
export async function procStatus(pid: number): Promise<ProcStatus> {
  const folder = `/proc/${String(pid)}`;
  const [status, open] = await Promise.all([
    readFile(`${folder}/status`, 'utf8'),
    readdir(`${folder}/fd`),
  ]);
  return { ...parseProcStatus(status), descriptors: open.length };
}

/** Reads what Linux says in a process's `status`. */
export function parseProcStatus(text: string): Pick<ProcStatus, 'rss' | 'threads'> {
  const of = (key: string): number => {
    const [, digits] = new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text) ?? [];
    if (digits === undefined) throw new Error(`there is no ${key} in the process's status`);
    return Number(digits);
  };
  return { rss: (of('VmRSS') * 1_024) / 2 ** 20, threads: of('Threads') };
}
