import { parseArgs } from 'node:util';
import { machine } from '../support/machine.js';
import { drawn } from '../support/toMarkdown.js';
import { gates, onEveryChange } from './gates.js';
import { readBaseline } from './support/baselineFiles.js';
import { cellsOf, type Judgement } from './support/judgeFigure.js';
import { majorOf } from './support/majorOf.js';
import { runGate } from './support/runGate.js';

const HELP = `npm run perf:gate [name…] [-- --ci | --times n | --json]

Fails if a figure got worse than its baseline by more than it may.

  name        ${Object.keys(gates).join('\n              ')}
  --ci        the cheap ones: ${onEveryChange.join(', ')}
  --times n   n times over, and fails if any of them does
  --json      prints what was judged as JSON
`;

interface Outcome {
  readonly gate: string;
  readonly judgements: readonly Judgement[];
  /** Why it wasn't judged. */
  readonly skipped?: string;
}

/** Measures and judges the gate called `name`. */
async function outcomeOf(name: string): Promise<Outcome> {
  const gate = await gates[name]?.();
  if (gate === undefined) {
    throw new Error(`there is no gate '${name}'; there are ${Object.keys(gates).join(', ')}`);
  }
  const baseline = await readBaseline(name);
  if (baseline === undefined) {
    throw new Error(`${name} has no baseline: npm run perf:baseline ${name} -- --waiver "why"`);
  }
  const [theirs, here] = [String(baseline.calibration.machine['node']), process.version];
  if (majorOf(theirs) !== majorOf(here)) {
    const skipped = `the baseline is of Node.js ${theirs}, and this is ${here}`;
    return { gate: name, judgements: [], skipped };
  }
  return { gate: name, judgements: await runGate(gate, baseline.values) };
}

const COLUMNS = ['figure', 'baseline', 'limit', 'now (95 %)', 'rounds', ''];

function show({ gate, judgements, skipped }: Outcome, seconds: number): void {
  if (skipped !== undefined) console.log(`${gate}: skipped, ${skipped}\n`);
  else {
    const title = `${gate}, ${Math.round(seconds)} s`;
    console.log(drawn({ title, columns: COLUMNS, rows: judgements.map(cellsOf) }));
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ci: { type: 'boolean', default: false },
      times: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const times = Number(values.times);
  if (!Number.isInteger(times) || times < 1) {
    throw new Error(`--times wants a whole number from 1, got '${values.times}'`);
  }
  const all = values.ci ? onEveryChange : Object.keys(gates);
  const names = positionals.length > 0 ? positionals : all;
  const outcomes: Outcome[] = [];
  const failed: string[] = [];
  for (let run = 1; run <= times; run++) {
    for (const name of names) {
      const started = performance.now();
      const outcome = await outcomeOf(name);
      outcomes.push(outcome);
      if (outcome.judgements.some(({ worse }) => worse)) failed.push(name);
      if (!values.json) show(outcome, (performance.now() - started) / 1e3);
    }
    if (times > 1 && !values.json) console.log(`run ${run} of ${times}: ${failed.length} failed\n`);
  }
  if (values.json) console.log(JSON.stringify({ machine: machine(), outcomes }, undefined, 2));
  if (failed.length === 0) return;
  console.error(`worse than the baseline allows: ${failed.join(', ')}`);
  process.exitCode = 1;
}

await main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 2;
});
