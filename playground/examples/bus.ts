// A bus with a fast subscriber and a slow one: the slow one loses events, and says how many.
import { setTimeout } from 'node:timers/promises';
import { Bus, concatMapBounded, ofType } from 'ron-kernel';

type AppEvent =
  | { readonly type: 'reading'; readonly celsius: number }
  | { readonly type: 'alarm'; readonly reason: string };

const bus = new Bus<AppEvent>();

bus.pipe(ofType('alarm')).subscribe(({ reason }) => console.log(`alarm: ${reason}`));

const save = async (event: AppEvent) => {
  await setTimeout(10);
  console.log(`saved ${JSON.stringify(event)}`);
};
bus.pipe(concatMapBounded(save, { name: 'disk', capacity: 4 })).subscribe();
bus.lag$.subscribe(({ subscriber, dropped }) => console.log(`${subscriber} lost ${dropped}`));

for (let celsius = 20; celsius < 30; celsius++) bus.publish({ type: 'reading', celsius });
bus.publish({ type: 'alarm', reason: 'too warm' });

const { abandoned } = await bus.close({ timeout: 1_000 });
console.log(`published ${bus.stats().published}, abandoned by ${abandoned.length} subscribers`);
