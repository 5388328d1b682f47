import { AsyncLocalStorage } from 'node:async_hooks';
import { createKernel, secret, type KernelMetrics } from 'ron-kernel';
import winston from 'winston';
import { object, string } from 'yup';
import type { FIELDS, LEVELS, Writing } from './Writing.js';

/** A log on stdout that writes every level until it is hushed. */
export interface OpenLog {
  /** A function a level. */
  readonly log: Readonly<
    Record<(typeof LEVELS)[number], (event: string, fields: typeof FIELDS) => unknown>
  >;
  /** From then on, only warnings and errors are written. */
  readonly hush: () => Promise<unknown>;
  /** Runs the code of a request. */
  readonly within: <T>(run: () => T) => T;
  /** How many lines were lost. */
  readonly dropped: () => Promise<number>;
  readonly close: () => Promise<unknown>;
}

/** Opens the log that is asked for. */
export async function openLog({ writer, format }: Omit<Writing, 'effort'>): Promise<OpenLog> {
  if (writer === 'winston') return bare(format);
  return writer === 'kernel' ? await kernels(format) : await guarded(format);
}

function bare(format: Writing['format']): OpenLog {
  const { combine, json, simple, timestamp } = winston.format;
  const stream = process.stdout;
  const logger = winston.createLogger({
    level: 'debug',
    format: combine(timestamp(), format === 'json' ? json() : simple()),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's types declare the class as an instance of itself
    transports: [new winston.transports.Stream({ stream })],
  });
  return {
    log: logger,
    hush: () => Promise.resolve((logger.level = 'warn')),
    within: (run) => run(),
    dropped: () => Promise.resolve(0),
    close: () => new Promise((resolve) => logger.once('finish', resolve).end()),
  };
}

async function kernels(format: Writing['format']): Promise<OpenLog> {
  const env: Record<string, string> = { RONK_LOG_LEVEL: 'debug', RONK_LOG_FORMAT: format };
  const kernel = await createKernel({ signals: false, config: { env } });
  return opened(kernel, env, (run) => run());
}

/** With three secrets to look for in every text, and in the context of a request. */
async function guarded(format: Writing['format']): Promise<OpenLog> {
  const schema = object({
    database: object({ password: secret(string().required()), url: secret(string().required()) }),
    token: secret(string().required()),
  });
  const env: Record<string, string> = {
    RONK_LOG_LEVEL: 'debug',
    RONK_LOG_FORMAT: format,
    RONK_DATABASE_PASSWORD: 'correct horse battery staple',
    RONK_DATABASE_URL: 'postgres://user:correct%20horse@db.example/things',
    RONK_TOKEN: 'f3b1a2c4d5e6f708192a3b4c5d6e7f80',
  };
  const context = new AsyncLocalStorage<string>();
  const kernel = await createKernel({ signals: false, config: { env, schema }, bus: { context } });
  return opened(kernel, env, (run) => context.run('6f1c2d3e-request', run));
}

function opened(
  kernel: {
    readonly logger: OpenLog['log'];
    readonly config: { reload(): Promise<unknown> };
    readonly metrics: KernelMetrics;
    stop(): Promise<unknown>;
  },
  env: Record<string, string>,
  within: OpenLog['within'],
): OpenLog {
  return {
    log: kernel.logger,
    hush: () => {
      env['RONK_LOG_LEVEL'] = 'warn';
      return kernel.config.reload();
    },
    within,
    dropped: async () => {
      const { body } = await kernel.metrics.render();
      return Number(/^log_lines_dropped_total (\d+)$/m.exec(body)?.[1]);
    },
    close: () => kernel.stop(),
  };
}
