import { finalize, mergeMap, type Subject } from 'rxjs';
import type { Bus } from './bus/index.js';
import type { KernelEvent, ServiceCrashedEvent } from './events.js';
import { healthChanges, logReadiness, serviceStates, type NodeHealth } from './health/index.js';
import type { Logger } from './internal/Logger.js';
import { reasonOf } from './internal/reasonOf.js';
import type { Wiring } from './internal/Wiring.js';
import type { BusEvent } from './Kernel.js';
import { restartSeconds, type LabelledTotals, type LazyMetrics } from './metrics/index.js';
import type { Supervisor } from './supervision/index.js';
import { withNested } from './supervision/withNested.js';

/** The parts of a kernel that hear of its services. */
export interface Serving {
  readonly bus: Bus<BusEvent>;
  readonly health: Pick<NodeHealth, 'state'>;
  readonly logger: Logger;
  readonly metrics: Pick<LazyMetrics, 'observeRestart'>;
  readonly supervisor: Pick<Supervisor, 'children' | 'changes$' | 'end$' | 'incidents$'>;
}

/** What a kernel keeps to itself. */
export interface ServiceWires {
  readonly announce: (event: KernelEvent) => void;
  readonly crashes$: Subject<ServiceCrashedEvent>;
  readonly lagged: LabelledTotals;
  /** Hears that the supervisor has ended, why, and whether that is a failure. */
  readonly onEnd: (reason: string, failed: boolean) => void;
}

/** Has everyone hear what becomes of a kernel's services and of its bus. */
export function wireServices(wiring: Wiring, node: Serving, wires: ServiceWires): void {
  const { bus, health, logger, metrics, supervisor } = node;
  const { announce, crashes$, lagged, onEnd } = wires;
  const { state } = health;
  const { changes$, end$, incidents$ } = supervisor;
  const onBusEnd = (): void => state.update({ busOpen: false });
  wiring.on(bus.lag$.pipe(finalize(onBusEnd)), ({ subscriber, dropped }) =>
    lagged.add(subscriber, dropped),
  );
  const services$ = serviceStates(changes$, () => withNested(supervisor.children));
  wiring.on(services$, (services) => state.update({ services }));
  const each$ = changes$.pipe(mergeMap((child) => withNested([child])));
  wiring.on(healthChanges(each$), announce);
  wiring.on(restartSeconds(each$), (seconds) => metrics.observeRestart(seconds));
  wiring.on(incidents$, ({ type, child: service, reason }) => {
    if (type !== 'crash') return;
    const event = { type: 'kernel.service.crashed', service, reason } as const;
    announce(event);
    crashes$.next(event);
  });
  wiring.add(
    end$.subscribe({
      error: (error: unknown) => onEnd(`supervision gave up: ${reasonOf(error)}`, true),
      complete: () => onEnd('its significant services have ended', false),
    }),
  );
  wiring.on(logReadiness(state.readiness$, logger), () => undefined);
}
