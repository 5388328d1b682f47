import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { StreamClient } from './Client.js';
import type { NatsConsumerOptions } from '../transport/NatsJetStream.js';

const NANOSECONDS = 1_000_000;

/** Makes the durable consumer, or brings the one of that name up to date. */
export async function makeConsumer(
  { AckPolicy, JetStreamApiCodes, JetStreamApiError }: StreamClient,
  { consumers }: JetStreamManager,
  { ackWait, durable, maxInFlight, stream, subject }: NatsConsumerOptions,
): Promise<void> {
  const limits = { ack_wait: ackWait * NANOSECONDS, max_ack_pending: maxInFlight, max_deliver: -1 };
  let there: ConsumerInfo;
  try {
    there = await consumers.info(stream, durable);
  } catch (error) {
    const { ConsumerNotFound } = JetStreamApiCodes;
    if (!(error instanceof JetStreamApiError) || error.code !== ConsumerNotFound) throw error;
    const explicit = { ack_policy: AckPolicy.Explicit, filter_subject: subject };
    await consumers.add(stream, { durable_name: durable, ...explicit, ...limits });
    return;
  }
  const { config } = there;
  const { ack_policy: policy, deliver_subject: push, filter_subject: filter = subject } = config;
  if (filter !== subject || push !== undefined || policy !== AckPolicy.Explicit) {
    throw new Error(
      `the consumer '${durable}' of the stream '${stream}' is another's: it has to be a pull consumer with ` +
        `explicit acknowledgement for '${subject}'; choose another durable, or delete it`,
    );
  }
  const same =
    config.ack_wait === limits.ack_wait &&
    config.max_ack_pending === maxInFlight &&
    (config.max_deliver ?? -1) === -1;
  if (!same) await consumers.update(stream, durable, limits);
}
