import { fileURLToPath } from 'node:url';
import { number, object, string, type InferType } from 'yup';
import { duration, restartRequired } from 'ron-kernel';
import { parseAddress } from './parseAddress.js';

/** Found from the compiled demo, so that it doesn't depend on the current directory. */
const auditFile = fileURLToPath(new URL('../audit.jsonl', import.meta.url));

const address = string().test(
  'address',
  ({ path }) => `${path} must be host:port, such as 127.0.0.1:8125 or [::1]:0`,
  (value) => value === undefined || parseAddress(value) !== undefined,
);

/** The keys that the demo adds to the kernel's own. */
export const demoSchema = object({
  host: object({
    interval: duration(number().min(10).required().default(250)),
  }),
  statsd: object({
    address: restartRequired(address.required().default('127.0.0.1:8125')),
  }),
  rollup: object({
    window: duration(number().min(100).max(60_000).required().default(1_000)),
  }),
  audit: object({
    file: restartRequired(string().min(1).required().default(auditFile)),
    capacity: restartRequired(number().integer().min(1).max(1_000_000).required().default(256)),
    delay: duration(number().max(60_000).required().default(50)),
  }),
});

/** What the demo's own part of a snapshot holds. */
export type DemoConfig = InferType<typeof demoSchema>;
