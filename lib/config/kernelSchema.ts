import { boolean, number, object, string, type InferType } from 'yup';
import { duration, restartRequired } from './schema/marks.js';

const ADDRESS = /^(?:\[[\da-f:.]+\]|[^\s:[\]/]+):(?<port>\d{1,5})$/iu;

function isAddress(text: string): boolean {
  return Number(ADDRESS.exec(text)?.groups?.['port']) <= 65_535;
}

const atLeastOne = '${path} must be at least 1ms';

const supervisor = object({
  backoffBase: duration(number().required().default(100)),
  backoffCap: duration(number().required().default(30_000)),
  restartCap: number().integer().min(0).max(10_000).required().default(5),
  restartWindow: duration(number().min(1, atLeastOne).required().default(60_000)),
  stableAfter: duration(number().required().default(10_000)),
  startTimeout: duration(number().min(1, atLeastOne).required().default(30_000)),
  stopTimeout: duration(number().required().default(5_000)),
}).test(
  'base-below-cap',
  '${path}.backoffBase must not be above ${path}.backoffCap',
  ({ backoffBase, backoffCap }) => !(backoffBase > backoffCap),
);

const shutdown = object({
  drainDelay: duration(number().required().default(0)),
  deadline: duration(number().required().default(10_000)),
}).test(
  'drain-within-deadline',
  '${path}.drainDelay must not be above ${path}.deadline, which counts it in',
  ({ drainDelay, deadline }) => !(drainDelay > deadline),
);

/** The kernel's own keys; a user's schema may add others beside them. */
export const kernelSchema = object({
  bus: object({
    capacity: restartRequired(
      number()
        .integer()
        .min(1)
        .max(2 ** 22)
        .required()
        .default(4096),
    ),
  }),
  supervisor,
  observability: object({
    enabled: restartRequired(boolean().required().default(false)),
    address: restartRequired(
      string()
        .test(
          'address',
          "${path} must be host:port, such as '127.0.0.1:9600' or '[::1]:0'",
          (text) => text === undefined || isAddress(text),
        )
        .required()
        .default('127.0.0.1:0'),
    ),
  }),
  log: object({
    format: string()
      .oneOf(['json', 'text'] as const)
      .required()
      .default('json'),
    level: string()
      .oneOf(['error', 'warn', 'info', 'debug'] as const)
      .required()
      .default('info'),
  }),
  shutdown,
});

/** What a kernel is configured by; durations in milliseconds. */
export type KernelConfig = InferType<typeof kernelSchema>;
