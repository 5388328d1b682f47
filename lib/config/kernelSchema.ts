import { array, boolean, number, object, string, type ObjectSchema } from 'yup';
import type { KernelConfig } from './KernelConfig.js';
import { duration, restartRequired } from './schema/marks.js';

const ADDRESS = /^(?:\[[\da-f:.]+\]|[^\s:[\]/]+):(?<port>\d{1,5})$/iu;

function isAddress(text: string): boolean {
  return Number(ADDRESS.exec(text)?.groups?.['port']) <= 65_535;
}

/** A duration with a default, in milliseconds, and what it is. */
function time(description: string, fallback: number) {
  return duration(number().required().default(fallback).meta({ description }));
}

/** The same, at least a millisecond. */
function span(description: string, fallback: number) {
  const atLeast = number().min(1, '${path} must be at least 1ms');
  return duration(atLeast.required().default(fallback).meta({ description }));
}

/** Text that is `host:port`, or what `also` takes. */
function address(description: string, also: (text: string) => boolean = () => false) {
  return string()
    .test(
      'address',
      "${path} must be host:port, such as '127.0.0.1:9600' or '[::1]:0'",
      (text) => text === undefined || isAddress(text) || also(text),
    )
    .meta({ description });
}

const supervisor = object({
  backoffBase: time('first delay before a restart', 100),
  backoffCap: time('longest delay before a restart', 30_000),
  restartCap: number()
    .integer()
    .min(0)
    .max(10_000)
    .required()
    .default(5)
    .meta({ description: 'restarts allowed within the window' }),
  restartWindow: span('the window; past the cap: quarantine', 60_000),
  stableAfter: time('uptime that resets the delay', 10_000),
  startTimeout: span('how long a service may take to start', 30_000),
  stopTimeout: time('how long a service may take to stop', 5_000),
}).test(
  'base-below-cap',
  '${path}.backoffBase must not be above ${path}.backoffCap',
  ({ backoffBase, backoffCap }) => !(backoffBase > backoffCap),
);

const shutdown = object({
  drainDelay: time('how long to be unready before stopping', 0),
  deadline: time('how long stopping may take in all', 10_000),
}).test(
  'drain-within-deadline',
  '${path}.drainDelay must not be above ${path}.deadline, which counts it in',
  ({ drainDelay, deadline }) => !(drainDelay > deadline),
);

/** The kernel's own keys; a user's schema may add others beside them. */
export const kernelSchema: ObjectSchema<KernelConfig> = object({
  bus: object({
    capacity: restartRequired(
      number()
        .integer()
        .min(1)
        .max(2 ** 22)
        .required()
        .default(4096)
        .meta({ description: 'events that a subscriber may be behind' }),
    ),
    lossWarning: time('degraded when a loss is this near', 5_000),
  }),
  supervisor,
  observability: object({
    enabled: restartRequired(
      boolean()
        .required()
        .default(false)
        .meta({ description: 'serve /healthz, /readyz and /metrics' }),
    ),
    address: restartRequired(address('where to serve them').required().default('127.0.0.1:0')),
    allowedHosts: restartRequired(
      array(string().required())
        .required()
        .default([])
        .meta({ description: 'further Host headers it answers to' }),
    ),
    page: restartRequired(
      boolean().required().default(false).meta({ description: 'serve a live page at / too' }),
    ),
    watchdogAddress: restartRequired(
      address('where a thread of its own serves /healthz', (text) => text === '')
        .defined()
        .default(''),
    ),
    stallThreshold: duration(
      number()
        .min(1_000, '${path} must be at least 1s')
        .required()
        .default(5_000)
        .meta({ description: 'how long the event loop may stand still' }),
    ),
  }),
  recorder: object({
    enabled: restartRequired(
      boolean().required().default(false).meta({ description: 'record what happens last' }),
    ),
    events: restartRequired(
      number()
        .integer()
        .min(1)
        .max(100_000)
        .required()
        .default(1_000)
        .meta({ description: 'events it holds' }),
    ),
    bytes: restartRequired(
      number()
        .integer()
        .min(65_536)
        .max(2 ** 30)
        .required()
        .default(4_194_304)
        .meta({ description: 'memory they may take' }),
    ),
    file: restartRequired(
      string().default('').meta({ description: 'where a crash leaves the recording' }),
    ),
    endpoint: restartRequired(
      boolean().required().default(false).meta({ description: 'serve it at /debug/recorder' }),
    ),
  }),
  log: object({
    format: string()
      .oneOf(['json', 'text'] as const)
      .required()
      .default('json')
      .meta({ description: 'text for people, json for machines' }),
    level: string()
      .oneOf(['error', 'warn', 'info', 'debug'] as const)
      .required()
      .default('info')
      .meta({ description: 'error, warn, info or debug' }),
  }),
  shutdown,
});
