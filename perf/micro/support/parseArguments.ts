import { parseArgs } from 'node:util';
import type { Effort } from '../../support/Effort.js';

/** What `npm run bench` was asked for. */
export interface Arguments {
  readonly names: readonly string[];
  readonly effort: Effort;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line of `npm run bench`; a word that isn't known throws an error that names it. */
export function parseArguments(words: readonly string[], known: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`there is no benchmark '${unknown}'; there are ${known.join(', ')}`);
  }
  return {
    names: positionals.length > 0 ? positionals : known,
    effort: values.quick ? 'quick' : 'full',
    json: values.json,
    help: values.help,
  };
}
