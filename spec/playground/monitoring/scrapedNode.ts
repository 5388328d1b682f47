import { concatMapBounded, createKernel } from 'ron-kernel';
import { Counter } from 'prom-client';
import { NEVER } from 'rxjs';
import { quiet } from '../../kernel/quiet.js';
import { parseExposition, type Family } from '../../metrics/parseExposition.js';

/** What a real node exports over HTTP that has had one of everything, by family. */
export async function scrapedNode(): Promise<ReadonlyMap<string, Family>> {
  await using kernel = await createKernel({
    ...quiet,
    config: { env: {}, reloadOn: [], values: { observability: { enabled: true } } },
    services: [{ name: 'idle', start: () => NEVER }],
  });
  const slow = concatMapBounded(() => NEVER, { name: 'slow', capacity: 2 });
  const reading = kernel.bus.pipe(slow).subscribe();
  kernel.health.check('disk', () => true);
  const collect = (): never => {
    throw new Error('no disk');
  };
  const registers = [await kernel.metrics.registry()];
  new Counter({ name: 'planted_total', help: 'Planted.', registers, collect });

  await kernel.start();
  for (let n = 0; n < 10; n++)
    kernel.bus.publish({ type: 'kernel.health', service: 'a', ok: true });
  const scrape = async (): Promise<Map<string, Family>> => {
    const answer = await fetch(`http://${kernel.address ?? ''}/metrics`);
    return parseExposition(await answer.text(), 'prometheus');
  };
  // A scrape is counted in the next, and how soon a subscriber loses events is known from its second sample on.
  const late = ['request_latency_seconds', 'metrics_left_out_total', 'bus_seconds_to_loss'];
  let families = await scrape();
  while (late.some((name) => !families.get(name)?.samples.length)) families = await scrape();
  reading.unsubscribe(); // what never ends would hold up the stop
  return families;
}
