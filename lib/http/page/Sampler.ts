import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ConfigMemory } from './ConfigMemory.js';
import { EventSample } from './EventSample.js';
import { rate, recent, type Moment } from './Moment.js';
import type { PageFrame } from './PageFrame.js';
import type { BusAccount, PageSource } from './PageSource.js';
import { eventRows, serviceRows, subscriberRows } from './rowsOf.js';

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION = 10;

/** Looks at a node for as long as somebody looks at the page. */
export class Sampler {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  private moments: readonly Moment[] = [];
  private sample: EventSample;
  private readonly leave: () => void;

  constructor(
    private readonly source: PageSource,
    private readonly memory: ConfigMemory,
  ) {
    this.sample = new EventSample(source.account().published);
    this.leave = source.listen((event) => this.sample.add(event));
    this.delays.enable();
  }

  /** All there is to see now, and the events since the last look. */
  take(): PageFrame {
    const { source, memory, sample } = this;
    const account = source.account();
    const now = momentOf(account);
    this.moments = recent(this.moments, now);
    const cpu = rate(this.moments, 'cpu');
    const { rss, heapUsed, heapTotal } = process.memoryUsage();
    // What is recorded is the time between two looks, in nanoseconds.
    const loopDelay = Math.max(this.delays.max / 1e6 - RESOLUTION, 0);
    this.delays.reset();
    this.sample = sample.next();
    const { ready, missing, degraded = [] } = source.readiness;
    return {
      at: Date.now(),
      node: { pid: process.pid, version: process.version, uptime: process.uptime() },
      readiness: { ready, missing, degraded },
      bus: {
        published: now.published,
        delivered: now.delivered,
        dropped: total(account, 'dropped'),
        eventsPerSecond: rate(this.moments, 'published'),
        deliveriesPerSecond: rate(this.moments, 'delivered'),
        subscribers: subscriberRows(account.subscribers, source.secondsToLoss()),
      },
      services: serviceRows(source.services(), now.time),
      config: memory.figures(),
      load: { loopDelay, cpu: cpu === null ? null : cpu / 1_000, rss, heapUsed, heapTotal },
      events: { seen: sample.seen, shown: eventRows(sample.kept()) },
    };
  }

  stop(): void {
    this.leave();
    this.delays.disable();
  }
}

function momentOf(account: BusAccount): Moment {
  const { user, system } = process.cpuUsage();
  return {
    time: performance.now(),
    published: account.published,
    delivered: total(account, 'delivered'),
    cpu: (user + system) / 1_000,
  };
}

/** What all subscribers have had, also those who left. */
function total({ subscribers, departed }: BusAccount, of: 'delivered' | 'dropped'): number {
  return subscribers.reduce((sum, each) => sum + each[of], departed[of]);
}
