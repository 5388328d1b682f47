/** What is still to be ended when this process ends first, whoever started it: there is one process. */
const pending = new Set<() => void>();

function endAll(): void {
  for (const end of pending) end();
}

/**
 * Has `end` called as this process exits, by whatever way lets it do anything at all: nothing
 * asynchronous comes of it any more.
 *
 * @returns calls it no more
 */
export function atExit(end: () => void): () => void {
  if (pending.size === 0) process.on('exit', endAll); // one listener, since Node.js warns of many
  pending.add(end);
  return () => {
    if (pending.delete(end) && pending.size === 0) process.off('exit', endAll);
  };
}
