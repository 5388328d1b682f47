import { processesWith } from '../processesWith.js';

/** Ends the processes with a variable in their environment, except this one. */
export function killAll(variable: string): void {
  for (const id of processesWith(variable)) {
    try {
      if (id !== process.pid) process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
