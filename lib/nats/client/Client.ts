/** The client library, as far as it is used. */
export type Client = typeof import('@nats-io/transport-node');

/** The client library for streams, as far as it is used. */
export type StreamClient = typeof import('@nats-io/jetstream');
