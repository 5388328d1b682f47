/**
 * Signals a process that leads a group of its own, and whatever it started that stayed in the group;
 * 0 signals nobody. Windows has no such groups.
 *
 * @returns whether there was anybody to signal
 */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (leader === undefined || process.platform === 'win32') return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
