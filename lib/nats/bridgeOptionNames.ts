import type { OptionNames } from '../internal/knownOptions.js';
import type { NatsBridgeOptions, ReceiveRoute, SendRoute } from './NatsBridgeOptions.js';

export const bridgeOptionNames: OptionNames<NatsBridgeOptions> = {
  name: true,
  servers: true,
  auth: true,
  tls: true,
  configure: true,
  send: true,
  receive: true,
  prefix: true,
  bus: true,
  capacity: true,
  overflow: true,
  critical: true,
  codec: true,
  maxHops: true,
  trace: true,
  transport: true,
  restart: true,
  dependsOn: true,
  significant: true,
  startTimeout: true,
  stopTimeout: true,
  backoff: true,
  limit: true,
  stableAfter: true,
  cooldown: true,
};

export const sendRouteNames: OptionNames<SendRoute> = {
  type: true,
  subject: true,
  schema: true,
  key: true,
  shards: true,
  delivery: true,
  id: true,
  maxInFlight: true,
};

export const receiveRouteNames: OptionNames<ReceiveRoute> = {
  type: true,
  subject: true,
  schemas: true,
  shards: true,
  queue: true,
  guard: true,
  delivery: true,
  durable: true,
  maxInFlight: true,
  ackWait: true,
  maxDeliver: true,
  redelivery: true,
  deadLetter: true,
};
