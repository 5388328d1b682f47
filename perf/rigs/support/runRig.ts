import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawChart } from '../../support/drawChart.js';
import { described, machine } from '../../support/machine.js';
import { broken, judgeable } from '../../support/Report.js';
import { targets, toMarkdown } from '../../support/toMarkdown.js';
import { toHtml } from '../../support/toHtml.js';
import { chartsOf } from './chartsOf.js';
import { loadTable } from './loadTable.js';
import { measureRig } from './measureRig.js';
import type { CommandLine } from './parseCommandLine.js';
import type { Options } from './options.js';
import { Progress } from './Progress.js';
import type { Rig } from './Rig.js';

/** Runs a rig as its command line asks: prints and writes its report. Resolves to whether every limit held. */
export async function runRig(rig: Rig, asked: CommandLine<Options>): Promise<boolean> {
  const { values, effort, json, out } = asked;
  const where = machine();
  const planned = rig.loads(values, effort).map(({ duration }) => duration);
  const progress = new Progress(process.stderr, sum(planned));
  const { results, recorded } = await measureRig(rig, values, effort, ({ name }, done) => {
    progress.next(`${rig.name}, ${name}`, sum(planned.slice(0, done)));
  }).finally(() => progress.end());

  const { tables, verdicts } = rig.report(results, values, effort);
  const judged = judgeable(verdicts, effort);
  const watched = loadTable(results, recorded);
  const report = {
    tables: [...tables, ...(watched.rows.length > 0 ? [watched] : [])],
    verdicts: judged,
  };
  const said = { question: rig.question, options: values, figures: results, targets: judged };
  const outcome = JSON.stringify(
    { machine: where, effort, suites: { [rig.name]: { ...said, recorded } } },
    undefined,
    2,
  );
  const page = toHtml({
    title: rig.name,
    lead: `${rig.question} ${described(where)}`,
    tables: [...(judged.length > 0 ? [targets(judged)] : []), ...report.tables],
    pictures: recorded.map(({ load, recording }) => ({
      title: load,
      svgs: chartsOf(recording).map(drawChart),
    })),
  });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, `${rig.name}.html`), page);
  await writeFile(join(out, `${rig.name}.json`), outcome);

  if (json) console.log(outcome);
  else {
    console.log(`### ${rig.name}\n\n${rig.question}\n\n${described(where)}\n`);
    console.log(toMarkdown(report));
    console.log(`graphs: ${join(out, `${rig.name}.html`)}\n`);
  }
  return !judged.some(broken);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
