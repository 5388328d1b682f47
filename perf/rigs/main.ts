import { rigs } from './rigs.js';
import { helpOf, parseCommandLine } from './support/parseCommandLine.js';
import { runRig } from './support/runRig.js';

// One rig by name, and its options: `npm run perf:bus-fanout -- --rates 50k`.
const [name = '', ...words] = process.argv.slice(2);
process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});

async function main(): Promise<number> {
  const rig = await rigs[name]?.();
  if (rig === undefined) {
    console.error(`there is no rig '${name}'; there are ${Object.keys(rigs).join(', ')}`);
    return 2;
  }
  let asked;
  try {
    asked = parseCommandLine(rig, words);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if (asked.help) {
    console.log(helpOf(rig));
    return 0;
  }
  return (await runRig(rig, asked)) ? 0 : 1;
}
