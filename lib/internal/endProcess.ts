/** How long, in ms, what else runs in this process may take to end by itself. */
const GRACE = 1_000;

/**
 * Ends the process with `code`, or with the failure it has been given already: by itself when nothing
 * is left to do, else soon.
 */
export function endProcess(code: number): void {
  const { exitCode = 0 } = process;
  if (exitCode === 0) process.exitCode = code;
  setTimeout(() => process.exit(), GRACE).unref();
}
