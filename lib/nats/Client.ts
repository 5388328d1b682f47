/** The client library, as far as it is used. */
export type Client = typeof import('@nats-io/transport-node');
