import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flawOf, type Baseline } from './Baseline.js';

/** Where baselines are kept; commands run where package.json is. */
const FOLDER = join('perf', 'baselines');

/** The baseline of the gate called `name`, if there is one. Throws if it was tampered with. */
export async function readBaseline(name: string, folder = FOLDER): Promise<Baseline | undefined> {
  const file = join(folder, `${name}.json`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const baseline = JSON.parse(text) as Baseline; // what is in it, the hash vouches for
  const flaw = flawOf(baseline);
  if (flaw !== undefined) {
    throw new Error(`${file}: ${flaw}; change it by npm run perf:baseline ${name} alone`);
  }
  return baseline;
}

/** Writes `baseline`, and all of them as CSV. */
export async function writeBaseline(
  baseline: Baseline,
  gates: readonly string[],
  folder = FOLDER,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${baseline.gate}.json`);
  await writeFile(file, `${JSON.stringify(baseline, undefined, 2)}\n`);
  const all = await Promise.all(gates.map((gate) => readBaseline(gate, folder)));
  await writeFile(join(folder, 'baselines.csv'), toCsv(all.filter((one) => one !== undefined)));
}

/** Every figure of every calibration run, a line each. */
export function toCsv(baselines: readonly Baseline[]): string {
  const lines = baselines.flatMap(({ gate, values, calibration }) =>
    Object.entries(values).flatMap(([figure, value]) =>
      calibration.runs.map((samples, run) =>
        [
          gate,
          figure,
          value,
          run + 1,
          (samples[figure] ?? []).join(' '),
          calibration.date,
          calibration.machine['node'] ?? '',
          quoted(calibration.reason),
        ].join(','),
      ),
    ),
  );
  return ['gate,figure,baseline,run,rounds,date,node,reason', ...lines, ''].join('\n');
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
