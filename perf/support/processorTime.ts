/**
 * Begins to count the processor time of this process, the system's and that of all its threads
 * included. Returns what tells how many milliseconds there have been since.
 */
export function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e3;
  };
}
