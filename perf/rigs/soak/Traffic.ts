import { EMPTY, NEVER } from 'rxjs';
import {
  concatMapBounded,
  ofType,
  type Bus,
  type KernelContext,
  type KernelEvent,
} from 'ron-kernel';
import { checkAll } from '../fanOut/accounts.js';
import { produce } from '../fanOut/FanOutLoad.js';
import { frames, type Frame } from '../fanOut/Frame.js';
import { Tally } from '../fanOut/Tally.js';
import { until } from '../support/until.js';

const BYTES = 128;

/** A service that publishes, and its subscribers: functions and an asynchronous reader. */
export class Traffic {
  published = 0;
  private readonly functions: readonly Tally[];
  private readonly reader = new Tally();
  private readonly next = frames(BYTES);

  /** @param onDeliver - told how many milliseconds an event took to the last function */
  constructor(
    subscribers: number,
    private readonly onDeliver: (milliseconds: number) => void,
  ) {
    this.functions = Array.from({ length: subscribers }, () => new Tally());
  }

  readonly service = {
    name: 'traffic',
    start: ({ bus }: KernelContext<Frame | KernelEvent>) => {
      const last = this.functions.at(-1);
      for (const tally of this.functions) {
        bus.subscribe((event) => {
          if (event.type !== 'frame') return;
          tally.count(event);
          if (tally === last) this.onDeliver(performance.now() - event.at);
        });
      }
      const read = (frame: Frame): typeof EMPTY => {
        this.reader.count(frame);
        return EMPTY;
      };
      bus.pipe(ofType('frame'), concatMapBounded(read, { name: 'reader', bus })).subscribe();
      return NEVER;
    },
  };

  /** Publishes `rate` events a second in batches of 100, by a timer. */
  async run(bus: Pick<Bus<Frame>, 'publish'>, rate: number, duration: number): Promise<void> {
    const pace = { producers: 1, rate, burst: 100, look: 'every millisecond' } as const;
    await produce(pace, duration, () => {
      this.published += 1;
      bus.publish(this.next(performance.now()));
    });
  }

  /** Waits for the reader, and throws unless everyone had everything. */
  async check(): Promise<void> {
    await until(() => this.reader.delivered + this.reader.missed >= this.published);
    checkAll(this.published, [...this.functions, this.reader]);
  }
}
