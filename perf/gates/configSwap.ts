import { parse } from 'smol-toml';
import { LiveConfig } from 'ron-kernel';
import { configOf, TextSource } from '../support/configText.js';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { processorTime } from '../support/processorTime.js';
import type { Gate } from './support/Gate.js';
import { undisturbed } from './support/undisturbed.js';

const { schema, text } = configOf(4_096);

/** Times `swap`, which is told the text to take. */
async function timed(swap: (text: string) => Promise<void>, effort: Effort): Promise<Figures> {
  let edits = 0;
  return await undisturbed(effort === 'full' ? 30 : 2, async () => {
    const [took, worked] = [nanosecondHistogram(), nanosecondHistogram()];
    for (let n = effort === 'full' ? 20 : 5; n > 0; n--) {
      const next = text(++edits);
      const spent = processorTime();
      const started = performance.now();
      await swap(next);
      record(took, performance.now() - started);
      record(worked, spent());
    }
    return { ...percentiles('swap', took), ...percentiles('processor', worked) };
  });
}

/** From a changed text until it is in force. */
export const configSwap: Gate = {
  name: 'config-swap',
  // Swaps make garbage, so that one in twenty would meet a collection, or just not: now one in a hundred does.
  nodeFlags: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
  ours: async (effort) => {
    const source = new TextSource(text(0));
    await using config = await LiveConfig.open({ schema, sources: [source] });
    return await timed(async (next) => {
      source.text = next;
      const { status } = await config.reload();
      if (status !== 'applied') throw new Error(`a reload was ${status}`);
    }, effort);
  },
  reference: (effort) =>
    timed(async (next) => {
      // The schema's durations are strings in a file, and numbers once they are read.
      const values = parse(next.replaceAll('"30s"', '30000'));
      await schema.validate(values, { strict: true, abortEarly: false });
    }, effort),
  figures: [
    {
      figure: 'processor.p95.us', // by the clock, it would be the other programs' on a busy machine
      title: 'processor time to parse, validate and swap 4 KB, p95',
      beside: 'ratio',
      unit: '× parsing and validating once',
      tolerance: { times: 1.2 },
    },
    {
      figure: 'swap.p50.us', // a wait takes no processor
      title: 'the same by the clock, p50',
      beside: 'ratio',
      unit: '× parsing and validating once',
      tolerance: { times: 1.2 },
    },
  ],
};
