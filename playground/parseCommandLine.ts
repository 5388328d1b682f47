import { parseArgs } from 'node:util';

/** What is to be done; where several are asked for, the first of these. */
const TASKS = ['help', 'print-config-schema', 'check-config'] as const;
type Task = (typeof TASKS)[number] | 'run';

/** What the command line asks for. */
export interface CommandLine {
  readonly task: Task;
  /** The file given with `--config`. */
  readonly config: string | undefined;
  /** The NATS broker given with `--nats`. */
  readonly nats: string | undefined;
  /** The config's keys among the flags, as `--key=value`. */
  readonly flags: readonly string[];
}

/** The command line is no good; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line, less `node` and the script. A flag with a dot in its name is a key of the config, which
 * says whether there is one, and which may have been meant.
 *
 * @throws {@link UsageError} on an unknown flag, a missing value or anything that isn't a flag
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      tokens: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        'check-config': { type: 'boolean', default: false },
        'print-config-schema': { type: 'boolean', default: false },
        config: { type: 'string' },
        nats: { type: 'string' },
        ...Object.fromEntries(keysIn(args).map((key) => [key, { type: 'string' } as const])),
      },
    });
    const flags = tokens.flatMap((token) =>
      token.kind === 'option' && isKey(token.name) ? [`--${token.name}=${token.value ?? ''}`] : [],
    );
    if (values.config === '') throw new Error("Option '--config <value>' names no file");
    if (values.nats === '') throw new Error("Option '--nats <value>' names no broker");
    const task = TASKS.find((name) => values[name]) ?? 'run';
    return { task, config: values.config, nats: values.nats, flags };
  } catch (error) {
    // Node's messages go on with advice that doesn't fit here.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(`${first}; --help lists every flag`, { cause: error });
  }
}

function keysIn(args: readonly string[]): string[] {
  const { tokens } = parseArgs({ args: [...args], tokens: true, strict: false });
  return tokens.flatMap((token) =>
    token.kind === 'option' && isKey(token.name) ? token.name : [],
  );
}

function isKey(flag: string): boolean {
  return flag.includes('.');
}
