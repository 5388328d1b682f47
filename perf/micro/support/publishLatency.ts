import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../../support/percentiles.js';
import { microtask, turn } from '../../support/turn.js';

/** How many operations pass between two turns of the event loop. */
export const STRETCH = 64;

/** What is on its way. */
export interface Frame {
  readonly type: 'frame';
  readonly payload: Uint8Array;
}

/** What takes frames from one to many. */
export interface Channel {
  readonly subscribe: (handle: (frame: Frame) => void) => void;
  readonly publish: (frame: Frame) => void;
  /** How many frames it lost, by its own account. */
  readonly dropped: () => number;
}

/** To how many, and how large. */
export interface Way {
  readonly receivers: number;
  readonly bytes: number;
}

/** The bus as a channel. */
export function busChannel(): Channel {
  const bus = new Bus<Frame>();
  return {
    subscribe: (handle) => bus.subscribe(handle),
    publish: (frame) => {
      bus.publish(frame);
    },
    dropped: () => bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

/** Publishes frames on a channel to receivers that read them; `onDelivery` is told which of them. */
export class Publisher {
  private readonly frames: readonly Frame[];
  private published = 0;
  private delivered = 0;

  constructor(
    private readonly channel: Channel,
    private readonly way: Way,
    onDelivery: (receiver: number) => void,
  ) {
    const { receivers, bytes } = way;
    this.frames = Array.from({ length: 1_024 }, () => ({
      type: 'frame',
      payload: new Uint8Array(bytes).fill(1),
    }));
    for (let receiver = 0; receiver < receivers; receiver++) {
      channel.subscribe(({ payload }) => {
        this.delivered += payload[bytes - 1] ?? 0;
        onDelivery(receiver);
      });
    }
  }

  publish(): void {
    const frame = this.frames[this.published++ % this.frames.length];
    if (frame !== undefined) this.channel.publish(frame);
  }

  /** Throws unless every receiver had everything. */
  check(): void {
    const { published, delivered } = this;
    const { receivers } = this.way;
    const lost = this.channel.dropped();
    if (lost > 0 || delivered !== published * receivers) {
      throw new Error(
        `${published} × ${receivers} published, ${delivered} delivered, ${lost} lost`,
      );
    }
  }
}

/** Times each publish until it has reached the first receiver, and the last, in so many stretches. */
export async function timePublishes(
  channel: Channel,
  way: Way,
  stretches: number,
): Promise<Figures> {
  const [toFirst, toLast] = [nanosecondHistogram(), nanosecondHistogram()];
  let [first, last] = [0, 0];
  const publisher = new Publisher(channel, way, (receiver) => {
    if (receiver === 0) first = performance.now();
    if (receiver === way.receivers - 1) last = performance.now();
  });
  for (let n = 0; n < stretches; n++) {
    for (let op = 0; op < STRETCH; op++) {
      const at = performance.now();
      publisher.publish();
      await microtask;
      if (n * 10 < stretches) continue; // a tenth to warm up
      record(toFirst, first - at);
      record(toLast, last - at);
    }
    await turn();
  }
  publisher.check();
  return { ...percentiles('first', toFirst), ...percentiles('last', toLast) };
}
