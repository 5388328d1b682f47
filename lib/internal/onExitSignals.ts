import type { HostProcess } from './HostProcess.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * How long, in ms, a SIGINT that comes again on a terminal is taken for the same Ctrl-C. A terminal
 * sends it to every process in the foreground, and `npm start`, where its shell hands over to node
 * instead of waiting for it, forwards the one that npm itself got: node has two, some tenths of a
 * millisecond apart. Who means it presses again.
 */
const SAME_KEY_PRESS = 250;

function onTerminal(): boolean {
  const { isatty } = process.getBuiltinModule('node:tty');
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}

/**
 * Calls `onFirst` with the first SIGTERM or SIGINT that `host` gets; the second ends it at
 * once, with exit code 1.
 *
 * @returns lets go of both signals
 */
export function onExitSignals(host: HostProcess, onFirst: (signal: string) => void): () => void {
  let first: { readonly signal: string; readonly at: number } | undefined;
  const received = (signal: string): void => {
    const at = performance.now();
    if (first === undefined) {
      first = { signal, at };
      onFirst(signal);
      return;
    }
    const again = signal === 'SIGINT' && first.signal === signal;
    if (again && at - first.at < SAME_KEY_PRESS && onTerminal()) return;
    host.exit(1);
  };
  for (const signal of SIGNALS) host.on(signal, received);
  return () => {
    for (const signal of SIGNALS) host.off(signal, received);
  };
}
