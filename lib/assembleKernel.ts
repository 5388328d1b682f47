import { Subject } from 'rxjs';
import type { KernelConfig } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { ServiceCrashedEvent } from './events.js';
import { checkKernelOptions } from './checkKernelOptions.js';
import { correlated } from './internal/correlated.js';
import { KernelNode, type AnyOptions } from './KernelNode.js';
import { openLoggers } from './logging/index.js';
import type { NodeRecorder, RecorderSurroundings } from './NodeRecorder.js';
import { surroundings as machine, type Surroundings } from './Surroundings.js';

/** The flight recorder, if the config has it enabled. */
async function openRecorder(
  { value: { recorder } }: LiveConfig<KernelConfig>,
  surroundings: RecorderSurroundings,
): Promise<NodeRecorder | undefined> {
  if (!recorder.enabled) return undefined;
  const { NodeRecorder } = await import('./NodeRecorder.js');
  return new NodeRecorder(recorder, surroundings);
}

/** Reads the config and makes a kernel of it, in these surroundings. */
export async function assembleKernel(
  options: AnyOptions,
  surroundings: Surroundings = machine,
): Promise<KernelNode> {
  checkKernelOptions(options);
  const { openKernelConfig } = await import('./config/index.js');
  const crashes$ = new Subject<ServiceCrashedEvent>();
  const opened: unknown = await openKernelConfig(options.config, crashes$);
  const config = opened as LiveConfig<KernelConfig>; // whatever else the user's schema adds
  try {
    const redact = (text: string): string => config.redact(text);
    const loggers = await openLoggers(options.logger, { ...config.value.log, redact });
    const logger = correlated(loggers.logger, options.bus?.context);
    const context = options.bus?.context;
    const recorder = await openRecorder(config, {
      redact,
      logger,
      context,
      host: surroundings.process,
    });
    return new KernelNode(
      config,
      crashes$,
      { ...loggers, logger },
      options,
      surroundings,
      recorder,
    );
  } catch (error) {
    await config.close();
    throw error;
  }
}
