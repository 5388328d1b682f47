import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filter, firstValueFrom } from 'rxjs';
import { fileSource, LiveConfig, onFileChange } from 'ron-kernel';
import { collect } from '../support/collect.js';
import { configOf, TextSource } from '../support/configText.js';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { processorTime } from '../support/processorTime.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';
import { summarize } from '../support/Summary.js';

const SIZES = [1, 2, 4, 8];
const RANKS = ['p50', 'p95', 'p99', 'max'];

/** Reloads `times` times and hands each reload's milliseconds on; CPU time of them all, per reload. */
async function reloads(
  times: number,
  status: 'applied' | 'unchanged',
  reload: (n: number) => Promise<{ readonly status: string }>,
  took: (milliseconds: number) => void,
): Promise<number> {
  const spent = processorTime();
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    const outcome = await reload(n);
    took(performance.now() - started);
    if (outcome.status !== status) throw new Error(`a reload was ${outcome.status}`);
  }
  return (spent() * 1e3) / times;
}

async function measureSwaps(kilobytes: number, effort: Effort): Promise<Figures> {
  const { schema, text } = configOf(kilobytes * 1_024);
  const source = new TextSource(text(0));
  await using config = await LiveConfig.open({ schema, sources: [source] });
  let edits = 0;
  const change = async () => {
    source.text = text(++edits);
    return await config.reload();
  };
  const times = effort === 'full' ? 2_000 : 20;
  const ignore = (): void => undefined;
  await reloads(times / 2, 'applied', change, ignore); // until it is compiled
  const [swap, unchanged] = [nanosecondHistogram(), nanosecondHistogram()];
  const cpu = await reloads(times, 'applied', change, (time) => record(swap, time));
  const again = () => config.reload();
  const idle = await reloads(times, 'unchanged', again, (time) => record(unchanged, time));
  if (config.snapshot.version !== edits + 1) throw new Error('a version is missing');
  return {
    ...percentiles('swap', swap),
    ...percentiles('unchanged', unchanged),
    'swap.cpu.us': cpu,
    'unchanged.cpu.us': idle,
  };
}

/** From before the first byte is written until subscribers see it. */
async function measureSaves(effort: Effort): Promise<Figures> {
  const { schema, text } = configOf(4_096);
  const folder = await mkdtemp(join(tmpdir(), 'config-hot-swap-'));
  const file = join(folder, 'app.toml');
  await writeFile(file, text(0));
  const config = await LiveConfig.open({
    schema,
    sources: [fileSource(file)],
    reloadOn: [onFileChange(file)],
  });
  await sleep(200); // until it is watched
  const save = nanosecondHistogram();
  for (let n = 1; n <= (effort === 'full' ? 40 : 3); n++) {
    const seen = firstValueFrom(config.snapshots$.pipe(filter(({ version }) => version === n + 1)));
    const started = performance.now();
    await writeFile(`${file}.new`, text(n));
    await rename(`${file}.new`, file);
    await seen;
    record(save, performance.now() - started);
  }
  await config.close();
  await rm(folder, { recursive: true });
  return percentiles('save', save);
}

/** What the heap holds while a config changes ten times a second, for a minute. */
async function measureHeap(effort: Effort): Promise<Figures> {
  const { schema, text } = configOf(4_096);
  const source = new TextSource(text(0));
  await using config = await LiveConfig.open({ schema, sources: [source] });
  const [times, pause] = effort === 'full' ? [600, 100] : [60, 5];
  const heap: number[] = [];
  for (let n = 1; n <= times; n++) {
    await sleep(pause);
    source.text = text(n);
    const { version } = await config.reload();
    if (version !== n + 1) throw new Error('a change was lost');
    collect();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  const third = times / 3;
  const first = summarize(heap.slice(0, third)).median;
  const last = summarize(heap.slice(-third)).median;
  return { 'heap.first.MB': first, 'heap.last.MB': last, 'heap.growth': last / first };
}

const SAVE = 'file save';
const HEAP = 'ten a second, for a minute';
const sized = SIZES.map((kilobytes) => ({ kilobytes, name: `${String(kilobytes)} KB` }));

function cases(): readonly Case[] {
  return [
    ...sized.map(({ kilobytes, name }) => ({
      name,
      measure: (effort: Effort) => measureSwaps(kilobytes, effort),
    })),
    { name: SAVE, measure: measureSaves },
    { name: HEAP, measure: measureHeap },
  ];
}

function report(results: Results): Report {
  const cell = (name: string, figure: string): string => rounded(results.of(name, figure).median);
  const row = (name: string, prefix: string, last: string): readonly string[] => [
    name,
    ...RANKS.map((rank) => cell(name, `${prefix}.${rank}.us`)),
    ...(last === '' ? [] : [cell(name, last)]),
  ];
  const table = (title: string, prefix: string) => ({
    title,
    columns: ['', ...RANKS, 'processor time, mean'],
    rows: sized.map(({ name }) => row(name, prefix, `${prefix}.cpu.us`)),
  });
  const judged = (
    target: string,
    name: string,
    figure: string,
    limit: number,
    unit: string,
    specified?: number,
  ) => {
    const sample = { at: name, value: results.of(name, figure) };
    return judge(target, 'at most', limit, unit, [sample], specified);
  };
  const share = sized.map(({ name }) => ({
    at: name,
    value: summarize([
      results.of(name, 'unchanged.p50.us').median / results.of(name, 'swap.p50.us').median,
    ]),
  }));
  return {
    tables: [
      table('µs to parse, validate and swap a changed TOML config', 'swap'),
      table('µs to find that nothing changed', 'unchanged'),
      {
        title: 'µs from saving a file of 4 KB until subscribers see it',
        columns: ['', ...RANKS],
        rows: [row(SAVE, 'save', '')],
      },
      {
        title: 'MB of heap under ten changes a second: medians of the first and the last third',
        columns: ['', 'first', 'last', 'last : first'],
        rows: [
          [HEAP, ...['heap.first.MB', 'heap.last.MB', 'heap.growth'].map((at) => cell(HEAP, at))],
        ],
      },
    ],
    verdicts: [
      judged('change of 4 KB, p95', '4 KB', 'swap.p95.us', 1_500, ' µs', 10_000),
      judged('change of 4 KB, p99', '4 KB', 'swap.p99.us', 4_000, ' µs', 30_000),
      judge('no change, as a share of a change', 'at most', 0.1, '', share.slice(2)),
      judged('file saved until applied, p95', SAVE, 'save.p95.us', 250_000, ' µs'),
      judged('heap after a minute of changes', HEAP, 'heap.growth', 1.1, '×'),
    ],
  };
}

/** How fast does a config change? */
export const configHotSwap: Suite = {
  name: 'config-hot-swap',
  question: 'How long does it take until a changed config is in force, and what does it leave?',
  nodeFlags: ['--expose-gc'],
  cases,
  report,
};
