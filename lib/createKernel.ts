import { Subject } from 'rxjs';
import type { ConfigOf, ConfigSchema, KernelConfig, KernelSchema } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { KernelEvent, ServiceCrashedEvent } from './events.js';
import { checkKernelOptions } from './internal/checkKernelOptions.js';
import { correlated } from './internal/correlated.js';
import type { EventsOf, Kernel, KernelOptions, KernelService } from './Kernel.js';
import { KernelNode, type AnyOptions } from './KernelNode.js';
import { openLoggers } from './logging/index.js';

async function assemble(options: AnyOptions): Promise<unknown> {
  checkKernelOptions(options);
  const { openKernelConfig } = await import('./config/index.js');
  const crashes$ = new Subject<ServiceCrashedEvent>();
  const opened: unknown = await openKernelConfig(options.config, crashes$);
  const config = opened as LiveConfig<KernelConfig>; // whatever else the user's schema adds
  try {
    const redact = (text: string): string => config.redact(text);
    const loggers = await openLoggers(options.logger, { ...config.value.log, redact });
    const logger = correlated(loggers.logger, options.bus?.context);
    return new KernelNode(config, crashes$, { ...loggers, logger }, options);
  } catch (error) {
    await config.close();
    throw error;
  }
}

/**
 * Makes a kernel: reads its config, checks everything it is given, and starts nothing yet.
 *
 * Its bus is typed from what the services emit, its config from the schema. A service publishes by
 * emitting; to read the bus, or config keys of its own, it names them in its context's type:
 * `start: ({ bus, config }: KernelContext<AppEvent, AppConfig>) => …`.
 *
 * From `start()` until `stop()` the process stays up, and SIGTERM and SIGINT stop the kernel and end
 * it; `signals: false` leaves these two to you.
 *
 * @param options - config, services and the rest; each has a default
 * @returns the kernel, to be started
 * @throws ConfigRejectedError when the config isn't valid; OptionTypeError, OptionRangeError or
 *   ChildSpecError when an option can't work
 *
 * @example
 * ```ts
 * import { interval, map } from 'rxjs';
 * import { createKernel, ofType } from 'ron-kernel';
 *
 * const kernel = await createKernel({
 *   config: { values: { log: { level: 'warn' } } },
 *   services: [
 *     { name: 'thermometer', start: () => interval(5).pipe(map((n) => ({ type: 'reading', celsius: 20 + n }))) },
 *   ],
 * });
 * kernel.bus.pipe(ofType('reading')).subscribe(({ celsius }) => console.log(celsius));
 * kernel.readiness$.subscribe(({ ready, missing }) => console.log(ready, missing));
 * await kernel.start();
 * await kernel.stop('the example is over');
 * ```
 */
export async function createKernel<
  const S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema = KernelSchema,
>(
  options: KernelOptions<S, C> = {},
): Promise<Kernel<EventsOf<S[number]> | KernelEvent, ConfigOf<C>>> {
  const kernel = await assemble(options as AnyOptions);
  // What its events and config keys are is known to the compiler alone.
  return kernel as Kernel<EventsOf<S[number]> | KernelEvent, ConfigOf<C>>;
}
