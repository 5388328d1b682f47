import {
  busChannel,
  timePublishes,
  type Channel,
  type Frame,
} from '../micro/support/publishLatency.js';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import type { Gate } from './support/Gate.js';
import { undisturbed } from './support/undisturbed.js';

const resolved = Promise.resolve();

/** The least that coalesces: an array, a microtask, a loop. */
function queueChannel(): Channel {
  const handles: ((frame: Frame) => void)[] = [];
  let queue: Frame[] = [];
  const drain = (): void => {
    const frames = queue;
    queue = [];
    for (const frame of frames) for (const handle of handles) handle(frame);
  };
  return {
    subscribe: (handle) => handles.push(handle),
    publish: (frame) => {
      if (queue.push(frame) === 1) void resolved.then(drain);
    },
    dropped: () => 0,
  };
}

const through =
  (open: () => Channel) =>
  (effort: Effort): Promise<Figures> =>
    undisturbed(effort === 'full' ? 30 : 2, () =>
      timePublishes(open(), { receivers: 8, bytes: 128 }, effort === 'full' ? 100 : 2),
    );

/** From publish until the last of 8 has an event of 128 bytes. */
export const busLatency: Gate = {
  name: 'bus-latency',
  ours: through(busChannel),
  reference: through(queueChannel),
  figures: [
    {
      figure: 'last.p95.us',
      title: 'publish to the last of 8, p95',
      beside: 'ratio',
      unit: '× an array and a microtask',
      tolerance: { times: 1.1 },
    },
    {
      figure: 'last.p99.us',
      title: 'publish to the last of 8, p99',
      beside: 'ratio',
      unit: '× an array and a microtask',
      tolerance: { times: 1.15 },
    },
  ],
};
