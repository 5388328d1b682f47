import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { setIn } from '../data/setIn.js';

/** The tree that arguments make: text, or `true` for a flag without a value. */
export function parseFlags(argv: readonly string[]): unknown {
  const end = argv.indexOf('--');
  const waiting = end === -1 ? [...argv] : argv.slice(0, end);
  const issues: ConfigIssue[] = [];
  let tree: unknown = {};
  for (let flag = waiting.shift(); flag !== undefined; flag = waiting.shift()) {
    const [, name, inline] = /^--([^=]+)(?:=(.*))?/su.exec(flag) ?? [];
    if (name === undefined) {
      // The argument itself stays unsaid: it may be a secret that lost its flag.
      const message = "an argument belongs to no flag; write flags as '--key=value'";
      issues.push({ source: 'flags', key: '', message });
    } else if (name.split('.').includes('')) {
      issues.push({
        source: `--${name}`,
        key: '',
        message: 'is no key; write --section.key=value',
      });
    } else {
      const follows = waiting[0]?.startsWith('--') === false;
      tree = setIn(tree, name.split('.'), inline ?? (follows ? waiting.shift() : true));
    }
  }
  if (issues.length > 0) throw new ConfigRejectedError(issues);
  return tree;
}
