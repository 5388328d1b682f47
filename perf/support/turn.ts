/** Resolves once the event loop has turned. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Awaited, it lets the microtasks run that are due, and those only. */
export const microtask = Promise.resolve();
