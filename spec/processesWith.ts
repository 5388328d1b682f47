import { readdirSync, readFileSync } from 'node:fs';

/** The processes with a variable in their environment, as `NAME=value`: none but on Linux, which tells. */
export function processesWith(variable: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => environmentOf(id).includes(variable)).map(Number);
}

/** The variables that a process began with; none of one that has ended, or is another user's. */
function environmentOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
