type Macrotask = (work: () => void) => void;

function viaSetImmediate(): Macrotask {
  const immediate = setImmediate;
  return (work) => immediate(work);
}

function viaMessageChannel(): Macrotask {
  const { port1, port2 } = new MessageChannel();
  const queue: (() => void)[] = [];
  port1.onmessage = () => queue.shift()?.();
  return (work) => {
    queue.push(work);
    port2.postMessage(undefined);
  };
}

let defer: Macrotask = typeof setImmediate === 'function' ? viaSetImmediate() : viaMessageChannel();

/**
 * Runs `work` once the event loop has turned, without a timer's millisecond. `setImmediate` where
 * it exists: in Node a `MessageChannel` that keeps posting starves timers. Held from module load,
 * so that a test's fake timers don't freeze the kernel.
 */
export function macrotask(work: () => void): void {
  defer(work);
}

/**
 * Hands all macrotasks to `other` from now on, for a simulation that has an event loop of its own.
 *
 * @returns hands them to the event loop again
 */
export function divertMacrotasks(other: Macrotask): () => void {
  const before = defer;
  defer = other;
  return () => void (defer = before);
}
