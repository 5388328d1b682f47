import { relative, resolve } from 'node:path';
import { firstValueFrom, NEVER } from 'rxjs';
import { createKernel, ofType } from 'ron-kernel';
import { defaultFile } from './defaultFile.js';
import { demoSchema } from './demoSchema.js';
import { introduction } from './introduction.js';
import { lagReports } from './lagReports.js';
import { orphaned } from './orphaned.js';
import type { CommandLine } from './parseCommandLine.js';
import { releaseAfterChaos } from './releaseAfterChaos.js';
import { audit } from './services/audit.js';
import { crunch } from './services/crunch.js';
import { host } from './services/host.js';
import { neighbours } from './services/neighbours.js';
import { rollup } from './services/rollup.js';
import { statsd } from './services/statsd.js';

/** How often at most a subscriber's losses are logged, in milliseconds. */
const LAG_REPORT_INTERVAL = 5_000;

/** Runs the demo; resolves once it is ready, and the kernel ends the process when told to. */
export async function run({ config: file = defaultFile, nats, flags }: CommandLine): Promise<void> {
  const kernel = await createKernel({
    config: { file, schema: demoSchema, argv: flags },
    // Those who listen start first and stop last, so that nothing that is said is missed.
    services: [
      ...(nats === undefined ? [] : neighbours(nats)),
      audit,
      rollup,
      crunch,
      host,
      statsd,
    ],
  });
  const { bus, config, logger, supervisor } = kernel;
  lagReports(bus.lag$, LAG_REPORT_INTERVAL).subscribe(({ subscriber, dropped }) =>
    logger.warn('events dropped so far', { subscriber, dropped }),
  );
  releaseAfterChaos(
    config.select((value) => value.chaos.crash),
    supervisor,
  ).subscribe((service) => logger.info('released from quarantine', { service }));
  const left$ =
    process.env['npm_lifecycle_event'] === 'start' ? orphaned(() => process.ppid) : NEVER;
  const leaving = left$.subscribe(() => void kernel.stop('npm start has ended'));
  const listening = firstValueFrom(bus.pipe(ofType('statsd.listening')), {
    defaultValue: undefined,
  });

  kernel.readiness$.subscribe({ complete: () => leaving.unsubscribe() });

  await kernel.start();

  console.log(
    introduction({
      services: supervisor.children.map(({ name }) => name),
      observability: kernel.address,
      page: config.value.observability.page,
      statsd: (await listening)?.address ?? config.value.statsd.address,
      audit: shortest(config.value.audit.file),
      config: shortest(resolve(file)),
    }),
  );
}

/** As one would type it here. */
function shortest(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') ? resolve(file) : fromHere;
}
