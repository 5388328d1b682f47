import { fileURLToPath } from 'node:url';
import { number, object, string, type InferType } from 'yup';
import { duration, restartRequired } from 'ron-kernel';
import { DEMO_FLAGS, SERVICES } from './flags.js';
import { parseAddress } from './parseAddress.js';

/** Found from the compiled demo, so that it doesn't depend on the current directory. */
const auditFile = fileURLToPath(new URL('../audit.jsonl', import.meta.url));

const address = string().test(
  'address',
  ({ path }) => `${path} must be host:port, such as 127.0.0.1:8125 or [::1]:0`,
  (value) => value === undefined || parseAddress(value) !== undefined,
);

/** What `--help` says of a key, for the schema to say too. */
function about(key: string) {
  return { description: DEMO_FLAGS.find((flag) => flag.key === key)?.meaning };
}

/** The keys that the demo adds to the kernel's own. */
export const demoSchema = object({
  host: object({
    interval: duration(number().min(10).required().default(250).meta(about('host.interval'))),
  }),
  statsd: object({
    address: restartRequired(
      address.required().default('127.0.0.1:8125').meta(about('statsd.address')),
    ),
  }),
  rollup: object({
    window: duration(
      number().min(100).max(60_000).required().default(1_000).meta(about('rollup.window')),
    ),
  }),
  audit: object({
    file: restartRequired(string().required().default(auditFile).meta(about('audit.file'))),
    capacity: restartRequired(
      number()
        .integer()
        .min(1)
        .max(1_000_000)
        .required()
        .default(256)
        .meta(about('audit.capacity')),
    ),
    delay: duration(number().max(3_600_000).required().default(50).meta(about('audit.delay'))),
  }),
  chaos: object({
    crash: string()
      .oneOf(['', ...SERVICES], `\${path} must be one of ${SERVICES.join(', ')}, or '' for none`)
      .defined()
      .default('')
      .meta(about('chaos.crash')),
    every: duration(
      number().min(100).max(60_000).required().default(250).meta(about('chaos.every')),
    ),
  }),
});

/** What the demo's own part of a snapshot holds. */
export type DemoConfig = InferType<typeof demoSchema>;
