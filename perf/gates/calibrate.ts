import { parseArgs } from 'node:util';
import { machine } from '../support/machine.js';
import { rounded } from '../support/Report.js';
import { gates } from './gates.js';
import { calibrated } from './support/Baseline.js';
import { readBaseline, writeBaseline } from './support/baselineFiles.js';
import { measureGate } from './support/runGate.js';
import type { Samples } from './support/Samples.js';

const HELP = `npm run perf:baseline [name…] -- --waiver "reason"

Measures gates anew on this code and makes that what they hold figures against from now on. The reason,
the date and the measurements are kept in perf/baselines/.

  name       ${Object.keys(gates).join('\n             ')}
  --waiver   why what was held before no longer holds
`;

const RUNS = 3;
const ROUNDS = 7;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { waiver: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const reason = values.waiver?.trim() ?? '';
  if (reason === '') {
    throw new Error(
      'a baseline changes for a reason: --waiver "what changed, and why it may cost"',
    );
  }
  for (const name of positionals.length > 0 ? positionals : Object.keys(gates)) {
    await calibrate(name, reason);
  }
}

async function calibrate(name: string, reason: string): Promise<void> {
  const gate = await gates[name]?.();
  if (gate === undefined) {
    throw new Error(`there is no gate '${name}'; there are ${Object.keys(gates).join(', ')}`);
  }
  const earlier = await readBaseline(name);
  const runs: Samples[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measureGate(gate, ROUNDS));
  const { date, ...where } = machine();
  const calibration = { date: String(date), reason, machine: where, runs };
  const baseline = calibrated(gate, calibration, earlier);
  await writeBaseline(baseline, Object.keys(gates));
  for (const { figure, title, unit } of gate.figures) {
    const was = earlier?.values[figure];
    const before = was === undefined ? '' : `, was ${rounded(was)}`;
    console.log(`${name}: ${title}, ${rounded(baseline.values[figure] ?? NaN)} ${unit}${before}`);
  }
}

await main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 2;
});
