import { Subscription, type Observable } from 'rxjs';
import { ListenError } from './errors.js';
import type { LogFormat } from './internal/LogFormat.js';
import type { Logger } from './internal/Logger.js';
import { BEAT, Pulse } from './internal/Pulse.js';
import { reasonOf } from './internal/reasonOf.js';
import type { WatchdogData } from './internal/WatchdogData.js';
import { workerService } from './supervision/services/workerService.js';
import { Supervisor } from './supervision/index.js';

/** The key that says where to listen. */
const KEY = 'observability.watchdogAddress';

// Threads run compiled files alone. Sources and compiled files lie equally deep.
const WORKER = new URL('../dist/http/watchdog/worker.js', import.meta.url);

/** Several times what it needs; in MB. */
const LIMITS = { maxOldGenerationSizeMb: 16 };

/** Options of {@link startWatchdog}. */
export interface WatchdogOptions extends Pick<WatchdogData, 'address' | 'allowedHosts'> {
  /** Milliseconds that the loop may stand still: now, and each time that changes. */
  readonly threshold$: Observable<number>;
  /** Where stalls and crashes are told. */
  readonly logger: Logger;
  /** How that logger writes on stdout; undefined where it isn't the kernel's own. */
  readonly format: () => LogFormat | undefined;
  /** Told why it doesn't run each time it fails, and `undefined` once it runs again. */
  readonly onChange: (reason: string | undefined) => void;
}

/** A watchdog that is listening. */
export interface Watchdog {
  /** Where, as `host:port`, with the port it really got. */
  readonly address: string;
  /** Resolves once its thread is gone. */
  readonly stop: () => Promise<void>;
}

/** Whether a debugger may be what holds this thread. */
function isInspected(): boolean {
  if (!process.features.inspector) return false;
  return process.getBuiltinModule('node:inspector').url() !== undefined;
}

/** What a start failed with, as it was before it crossed from one thread to the other. */
function failureOf(error: unknown, address: string): unknown {
  const { cause } = Object(error) as { cause?: { code?: unknown; cause?: unknown } };
  return cause?.code === 'ERR_LISTEN' ? new ListenError(KEY, address, cause.cause) : error;
}

/**
 * Starts a thread that serves `/healthz`, whatever becomes of this one's event loop. Under
 * supervision: one that crashes is started again, on the same port.
 *
 * @throws {@link ListenError} if the address can't be had.
 */
export async function startWatchdog(options: WatchdogOptions): Promise<Watchdog> {
  const { address, allowedHosts, threshold$, logger, format, onChange } = options;
  const pulse = new Pulse();
  const workerData: WatchdogData = { option: KEY, address, allowedHosts, memory: pulse.memory };
  const service = workerService<never, number>({
    name: 'kernel.watchdog',
    url: WORKER,
    // Nothing that was meant for the program is loaded into the thread, nor waits for a debugger there.
    worker: { name: 'watchdog', workerData, env: {}, execArgv: [], resourceLimits: LIMITS },
    limit: 'unlimited',
    stopTimeout: 1_000,
  });
  const supervisor = new Supervisor({ children: [service], logger });
  const wiring = new Subscription();
  const follow = <T>(source$: Observable<T>, next: (value: T) => void): void => {
    const failed = (error: unknown): void => logger.error('wiring failed', { error });
    wiring.add(source$.subscribe({ next, error: failed }));
  };
  follow(threshold$, (threshold) => (pulse.threshold = threshold));
  follow(service.messages$, (stalledFor) =>
    logger[isInspected() ? 'debug' : 'warn']('event loop stalled', { stalledFor }),
  );
  try {
    await supervisor.start();
  } catch (error) {
    wiring.unsubscribe();
    throw failureOf(error, address);
  }
  const beat = (): void => {
    pulse.log = isInspected() ? undefined : format();
    pulse.beat();
  };
  beat();
  const heart = setInterval(beat, BEAT);
  wiring.add(() => clearInterval(heart));
  follow(supervisor.changes$, ({ ready, lastError }) =>
    onChange(ready ? undefined : reasonOf(lastError)),
  );
  return {
    address: address.replace(/\d+$/, String(pulse.port)),
    stop: async () => {
      wiring.unsubscribe();
      await supervisor.stop();
    },
  };
}
