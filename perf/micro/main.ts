import { suites } from './suites.js';
import { described, machine } from '../support/machine.js';
import { measureSuite } from '../support/measureSuite.js';
import { parseArguments, type Arguments } from './support/parseArguments.js';
import { toMarkdown } from '../support/toMarkdown.js';

const HELP = `npm run bench [name…] [-- --quick | --json]

  name      ${Object.keys(suites).join('\n            ')}
  --quick   in seconds: checks that everything holds, and measures nothing worth quoting
  --json    prints figures, targets and machine as JSON
`;

const outcomes: Record<string, unknown> = {};

async function run({ names, effort, json }: Arguments): Promise<void> {
  const where = machine();
  if (!json) console.log(`${described(where)}\n`);
  for (const name of names) {
    const suite = await suites[name]?.();
    if (suite === undefined) continue;
    if (!json) console.log(`### ${suite.name}\n\n${suite.question}\n`);
    const results = await measureSuite(suite, {
      child: new URL('child.js', import.meta.url),
      effort,
      rounds: 3,
      onProgress: (done, total) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${name} ${done}/${total} `);
      },
    });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    const { tables, verdicts } = suite.report(results, effort);
    const targets = effort === 'full' ? verdicts : []; // a quick run's times are no grounds to judge
    outcomes[name] = { question: suite.question, figures: results, targets };
    if (!json) console.log(toMarkdown({ tables, verdicts: targets }));
  }
  if (json) console.log(JSON.stringify({ machine: where, effort, suites: outcomes }, undefined, 2));
}

try {
  const asked = parseArguments(process.argv.slice(2), Object.keys(suites));
  if (asked.help) console.log(HELP);
  else {
    await run(asked).catch((error: unknown) => {
      console.error(String(error));
      process.exitCode = 1;
    });
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 2;
}
