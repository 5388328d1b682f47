import { DEMO_FLAGS, KERNEL_FLAGS, type Flag } from './flags.js';

/** What `--help` prints. */
export const helpText = `ron-kernel demo: a node whose services work on real input

  host    samples this machine: CPU, memory, load, event-loop delay
  statsd  takes what StatsD clients send over UDP
  rollup  sums both up, window by window
  crunch  scores each window against those before it, in a worker thread
  audit   appends every event to a file, slowly

Usage: npm start -- [flags]
       node build/playground/main.js [flags]

  --config <file>        TOML, YAML or JSON; default: playground/kernel.toml
  --nats <address>       shares what host samples with the nodes on that NATS broker
  --check-config         says what is wrong with the config, if anything, and starts nothing
  --print-config-schema  prints the JSON Schema of the file, for editors
  --help, -h             this text

The demo's keys, with kernel.toml's values:
${lines(DEMO_FLAGS)}

The kernel's keys:
${lines(KERNEL_FLAGS)}

A key may also be set in the file ([log] level = "debug") or in the environment
(RONK_LOG_LEVEL=debug). Flags win over the environment, the environment over the file.
Ctrl-C or SIGTERM stops the node. Exit codes: 0 stopped cleanly, 1 failed
or no valid config, 2 bad usage.
`;

function lines(flags: readonly Flag[]): string {
  return flags
    .map(({ key, fallback, meaning }) => `  --${`${key}=${fallback}`.padEnd(40)} ${meaning}`)
    .join('\n');
}
