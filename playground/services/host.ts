import { monitorEventLoopDelay } from 'node:perf_hooks';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { defer, finalize, interval, map, switchMap, takeUntil, type Observable } from 'rxjs';
import { chaos } from '../chaos.js';
import { cpuShare, cpuTimes } from '../cpuShare.js';
import type { HostSampleEvent } from '../DemoEvent.js';
import type { DemoContext } from '../DemoContext.js';

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION = 10;

/** Samples the machine every `host.interval`. */
export const host = {
  name: 'host',
  start: (context: DemoContext) =>
    context.config
      .select((value) => value.host.interval)
      .pipe(
        switchMap((every) => sampleHost(every)),
        takeUntil(chaos(context)),
      ),
};

function sampleHost(every: number): Observable<HostSampleEvent> {
  return defer(() => {
    const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
    delays.enable();
    let times = cpuTimes(cpus());

    return interval(every).pipe(
      map((): HostSampleEvent => {
        const before = times;
        times = cpuTimes(cpus());
        // What is recorded is the time between two looks, in nanoseconds.
        const loopDelay = Math.max(delays.max / 1e6 - RESOLUTION, 0);
        delays.reset();
        return {
          type: 'host.sample',
          at: Date.now(),
          cpu: cpuShare(before, times),
          memory: 1 - freemem() / totalmem(),
          load: loadavg()[0] ?? 0,
          rss: process.memoryUsage.rss(),
          loopDelay,
        };
      }),
      finalize(() => delays.disable()),
    );
  });
}
