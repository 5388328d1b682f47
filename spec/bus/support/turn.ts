/**
 * Lets the event loop turn, so that all that is due has run: microtasks, and a pump that went on in a
 * macrotask. No wall clock is asked.
 */
export async function turn(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets the event loop turn until `holds`. The runner's timeout is what stops it if that never comes. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

/** Lets a timer's turn pass: errors that nobody handles are reported in one. */
export async function timerTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
