import { dotPlot } from '../support/dotPlot.js';
import { CONSUMERS, figureOf, SUBSCRIBERS } from '../support/loads.js';
import type { Outcome } from '../support/Outcome.js';
import { ways } from '../ways/ways.js';

/** The plots of the page by name, as SVG. */
export function plotsOf({ fanOut, stalled }: Outcome): Readonly<Record<string, string>> {
  const names = Object.keys(ways);
  const times = CONSUMERS.map((consumers): [string, string] => [
    consumers,
    dotPlot({
      title: `Processor time per delivery, bursts of 64, ${consumers} consumers`,
      unit: 'ns',
      series: SUBSCRIBERS.map(
        (count) => `${count.toLocaleString('en')} subscriber${count > 1 ? 's' : ''}`,
      ),
      rows: names.map((label) => ({
        label,
        values: SUBSCRIBERS.map((subscribers) => {
          const figure = figureOf({ consumers, subscribers, burst: 64 });
          return fanOut.has(label, figure) ? fanOut.of(label, figure).median : 0;
        }),
      })),
    }),
  ]);
  const held = dotPlot({
    title: 'Heap held for one subscriber that has stopped reading, after 102,400 events',
    unit: 'MB',
    series: ['held'],
    rows: names.map((label) => ({ label, values: [stalled.of(label, 'held.MB').median] })),
  });
  return { ...Object.fromEntries(times), held };
}
