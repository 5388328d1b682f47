import { NEVER, Subject } from 'rxjs';
import { constant, createKernel, ofType, type KernelContext } from 'ron-kernel';
import { fillRegistry } from '../../support/fillRegistry.js';
import { silentLogger } from '../../support/silentLogger.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';
import { until } from '../support/until.js';

/** A service that crashes and gets ready when it is told. */
class Fragile {
  private run = new Subject<never>();
  private readied = (): void => undefined;
  private onStart = (): void => undefined;
  private restarted: Promise<void> = this.nextStart();

  readonly start = ({ ready }: KernelContext): Subject<never> => {
    this.readied = ready;
    this.run = new Subject();
    this.onStart();
    return this.run;
  };

  crash(): void {
    this.restarted = this.nextStart();
    this.run.error(new Error('crashed'));
  }

  /** Gets ready, once it runs again. */
  async ready(): Promise<void> {
    await this.restarted;
    this.readied();
  }

  private nextStart(): Promise<void> {
    return new Promise((resolve) => (this.onStart = resolve));
  }
}

/** What is on the bus. */
interface Tick {
  readonly type: 'tick';
  readonly count: number;
}

const SUBSCRIBERS = 8;

/** A kernel with a server, an application's metrics, and eight subscribers. */
export async function startNode(series: number) {
  const fragile = new Fragile();
  let delivered = 0;
  const readers = ({ bus }: KernelContext<Tick>): typeof NEVER => {
    for (let n = 0; n < SUBSCRIBERS; n++) {
      bus.pipe(ofType('tick')).subscribe(() => (delivered += 1));
    }
    return NEVER;
  };
  const kernel = await createKernel({
    config: { env: {}, values: { observability: { enabled: true, address: '127.0.0.1:0' } } },
    logger: silentLogger,
    signals: false,
    services: [
      { name: 'readers', start: readers },
      {
        name: 'fragile',
        start: fragile.start,
        backoff: constant({ delay: 1 }),
        limit: 'unlimited',
      },
    ],
  });
  const registry = await kernel.metrics.registry();
  const made = fillRegistry(registry, series, 40);
  const starting = kernel.start();
  await fragile.ready();
  await starting;
  const { address = '' } = kernel;

  return {
    kernel,
    registry,
    address,
    /** How many series were added to the kernel's own. */
    series: made,
    fragile,
    /** Publishes at `rate` for so many milliseconds, and checks that every subscriber had it all. */
    saturate: async (rate: number, duration: number): Promise<void> => {
      if (rate === 0) return;
      let count = 0;
      const before = delivered;
      const publish = (): void => {
        kernel.bus.publish({ type: 'tick', count: count++ });
      };
      await generate({ schedule: schedule({ rate }), duration, look: 'every turn', publish });
      await until(() => delivered - before >= count * SUBSCRIBERS);
      if (delivered - before !== count * SUBSCRIBERS) {
        throw new Error(`${count} × ${SUBSCRIBERS} published, ${delivered - before} delivered`);
      }
    },
  };
}
