import type { ConfigOf, ConfigSchema, KernelSchema } from './config/index.js';
import type { KernelEvent } from './events.js';
import type { EventsOf, Kernel, KernelOptions, KernelService } from './Kernel.js';
import type { AnyOptions } from './KernelNode.js';

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
  const { assembleKernel } = await import('./assembleKernel.js');
  const kernel: unknown = await assembleKernel(options as AnyOptions);
  // What its events and config keys are is known to the compiler alone.
  return kernel as Kernel<EventsOf<S[number]> | KernelEvent, ConfigOf<C>>;
}
