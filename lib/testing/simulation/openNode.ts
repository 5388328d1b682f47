import { Subject } from 'rxjs';
import { assembleKernel } from '../../assembleKernel.js';
import type { Logger } from '../../internal/Logger.js';
import { MemorySource } from './MemorySource.js';
import { ProbeError } from './Probe.js';
import type { NodePlan } from './NodePlan.js';
import { ServiceRuns } from './ServiceRuns.js';
import { SimulatedNode, type ReloadRequest } from './SimulatedNode.js';
import { SimulatedProcess } from './SimulatedProcess.js';
import { SimulatedServer } from './SimulatedServer.js';

const silence = (): void => undefined;
const SILENT: Logger = { debug: silence, info: silence, warn: silence, error: silence };

/** What is logged goes on to `logger`, and the node hears that it stops. */
function listening(logger: Logger, onStopping: () => void): Logger {
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => {
      if (message === 'stopping') onStopping();
      logger.info(message, fields);
    },
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, fields) => logger.error(message, fields),
  };
}

/** Makes a whole kernel with nothing real around it. Nothing of it runs yet. */
export async function openNode(plan: NodePlan): Promise<SimulatedNode> {
  const { options, loop } = plan;
  const { config, bus, services = [] } = options;
  const process = new SimulatedProcess();
  const server = new SimulatedServer();
  const file = new MemorySource();
  const reload$ = new Subject<ReloadRequest>();
  const late: { node?: SimulatedNode } = {};
  const runs = new ServiceRuns({
    stateOf: (service) => late.node?.stateOf(service),
    onStart: (run, live) => late.node?.onStart(run, live),
  });
  const kernel = await assembleKernel(
    {
      ...options,
      config: { ...config, env: {}, sources: [file], reloadOn: [reload$] },
      bus: {
        ...bus,
        onError: (error, at) => {
          if (error instanceof ProbeError) return;
          if (bus?.onError) bus.onError(error, at);
          else loop.uncaught(error);
        },
      },
      services: services.map((service) => runs.watched(service)),
      logger: listening(options.logger ?? SILENT, () => late.node?.onStopping()),
    },
    { process, listen: server.listen, watch: server.watch },
  );
  // Loaded now, since nothing may be once time is virtual.
  if (kernel.config.value.observability.enabled) await kernel.metrics.registry();
  late.node = new SimulatedNode({ ...plan, kernel, process, server, file, reload$, runs });
  return late.node;
}
