import { parseArgs } from 'node:util';
import type { Effort } from '../../support/Effort.js';
import type { Options, Values } from './options.js';
import type { Rig } from './Rig.js';

/** What a rig's command was asked for. */
export interface CommandLine<O extends Options> {
  readonly values: Values<O>;
  readonly effort: Effort;
  readonly json: boolean;
  readonly help: boolean;
  /** The folder that gets the HTML and the JSON. */
  readonly out: string;
}

const OUT = 'build/report';

const common = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  out: { type: 'string', default: OUT },
} as const;

/** Reads a rig's command line; what can't be read throws an error that names it and what is wanted. */
export function parseCommandLine<O extends Options>(
  { options }: Pick<Rig<O>, 'options'>,
  words: readonly string[],
): CommandLine<O> {
  const own = Object.fromEntries(
    Object.keys(options).map((name) => [name, { type: 'string' } as const]),
  );
  const { values: given } = parseArgs({ args: [...words], options: { ...own, ...common } });
  const { quick, json, help, out } = given;
  const values = Object.entries(options).map(([name, option]) => {
    const text: unknown = Reflect.get(given, name);
    if (typeof text === 'string') return [name, parsed(name, text, option.parse)];
    return [name, quick && option.quick !== undefined ? option.quick : option.default];
  });
  return {
    values: Object.fromEntries(values) as Values<O>,
    effort: quick ? 'quick' : 'full',
    json,
    help,
    out,
  };
}

/** What `--help` prints. */
export function helpOf<O extends Options>(rig: Pick<Rig<O>, 'name' | 'question' | 'options'>) {
  const own = Object.entries(rig.options).map(([name, option]) => [
    `--${name} <${option.shape}>`,
    `${option.help} (${option.show(option.default)})`,
  ]);
  const rows = [
    ...own,
    ['--quick', 'in seconds: checks that everything holds, and judges no times'],
    ['--json', 'prints machine, figures, limits and series as JSON'],
    ['--out <folder>', `where the report goes, as HTML and as JSON (${OUT})`],
    ['--help', 'this'],
  ];
  const width = Math.max(...rows.map(([flag = '']) => flag.length)) + 2;
  const lines = rows.map(([flag = '', help = '']) => `  ${flag.padEnd(width)}${help}`);
  return `${rig.question}\n\nnpm run perf:${rig.name} [-- options]\n\n${lines.join('\n')}\n`;
}

function parsed(name: string, text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    const wanted = error instanceof Error ? error.message : String(error);
    throw new Error(`--${name} '${text}': ${wanted}`, { cause: error });
  }
}
