import { Observable } from 'rxjs';
import { StopRequest, SupervisorStateError } from '../errors.js';
import { MAX_DELAY } from '../internal/options.js';
import type { ChildSpec } from './ChildSpec.js';
import { isNestingContext, NESTING } from './nesting.js';
import { Oversight } from './Oversight.js';
import { resolveOptions } from './resolveOptions.js';
import type { ServiceContext } from './ServiceContext.js';
import type { SupervisorOptions } from './SupervisorOptions.js';

/** Options of {@link supervisorService}: a child's, and those of the supervisor that it is. */
export interface SupervisorServiceOptions<Context extends object> extends Omit<
  ChildSpec<Context>,
  'start' | 'readyWhen' | 'stopBy' | 'heartbeatTimeout'
> {
  /**
   * The supervisor. Context, logger, clock and dice come from the one above it, and so do `defaults`
   * if it has none, as they are when it starts.
   */
  readonly supervisor: Omit<
    SupervisorOptions<Context>,
    'context' | 'onValue' | 'logger' | 'scheduler' | 'random'
  >;
}

/** A supervisor as a child: what its children emit is told to those above it, and it emits nothing itself. */
export interface SupervisorServiceSpec<Context extends object = object> extends ChildSpec<Context> {
  /** Starts its children. */
  readonly start: (context: ServiceContext & Context) => Observable<never>;
}

/**
 * A supervisor as a child of another: a subtree with a strategy and a limit of its own. When its
 * `limit` is exceeded it stops its children and fails, which to the supervisor above is a crash: it
 * restarts the whole subtree, or gives up in its turn.
 *
 * Its children start with clean records each time, those from the options only. Their states are the
 * `children` of its own; their values and incidents are told above, under `name/child`, which is what
 * a kernel calls them in its readiness and metrics too, and where it publishes what they emit. Its `startTimeout` and
 * `stopTimeout` are as long as its children need unless given, since each of them has its own.
 *
 * @param options - a name, a restart policy for the whole, and the supervisor's options
 * @returns the spec of a child
 * @throws OptionTypeError, OptionRangeError or ChildSpecError that names what can't work
 * @example
 * ```ts
 * import { interval } from 'rxjs';
 * import { Supervisor, supervisorService } from 'ron-kernel';
 *
 * const supervisor = new Supervisor({
 *   children: [
 *     supervisorService({
 *       name: 'ingest',
 *       supervisor: {
 *         strategy: 'rest-for-one',
 *         limit: { restarts: 3, within: 10_000 },
 *         children: [
 *           { name: 'udp', start: () => interval(10) },
 *           { name: 'parse', start: () => interval(10) },
 *         ],
 *       },
 *     }),
 *   ],
 * });
 * await supervisor.start();
 * console.log(supervisor.children[0]?.children.map(({ name }) => name)); // → ['udp', 'parse']
 * await supervisor.stop();
 * ```
 */
export function supervisorService<Context extends object = object>(
  options: SupervisorServiceOptions<Context>,
): SupervisorServiceSpec<Context> {
  const { supervisor, ...spec } = options;
  resolveOptions(supervisor);
  return {
    startTimeout: MAX_DELAY,
    stopTimeout: MAX_DELAY,
    ...spec,
    stopBy: 'exit',
    start: (context) => superviseBelow(supervisor, context),
  };
}

function superviseBelow<Context extends object>(
  options: SupervisorServiceOptions<Context>['supervisor'],
  context: ServiceContext & Context,
): Observable<never> {
  if (!isNestingContext(context)) {
    throw new SupervisorStateError('a supervisorService must be the child of a supervisor');
  }
  const { [NESTING]: nesting, name, ready, signal } = context;
  const { logger, random, defaults, scheduler } = nesting;
  const path = (child: string): string => `${name}/${child}`;
  return new Observable((subscriber) => {
    const oversight = new Oversight(
      resolveOptions<Context>({
        logger,
        random,
        defaults,
        ...(scheduler ? { scheduler } : {}),
        ...options,
        // Made by what made the context at hand, so it holds the same.
        context: (child) => nesting.extras(path(child)) as Context,
        onValue: (value, child) => nesting.value(value, path(child)),
      }),
      {
        changed: () =>
          nesting.children(Array.from(oversight.children.values(), ({ state }) => state)),
        incident: (incident) => nesting.incident({ ...incident, child: path(incident.child) }),
        started: ready,
        ended: (outcome) => {
          if (outcome.type === 'failed') subscriber.error(outcome.error);
          else subscriber.complete();
        },
      },
    );
    const stop = (): void => {
      const timeout = signal.reason instanceof StopRequest ? signal.reason.timeout : 0;
      oversight.end({ type: 'stopped' }, timeout);
    };
    signal.addEventListener('abort', stop);
    subscriber.add(() => signal.removeEventListener('abort', stop));
    oversight.start();
  });
}
