import type { BridgeStats, ReceiveRefusal } from './BridgeStats.js';

/** What a bridge counts, over all its runs. */
export class Counts {
  connects = 0;
  disconnects = 0;
  slowConsumer = 0;
  readonly sent = {
    handed: 0,
    confirmed: 0,
    unconfirmed: 0,
    refused: 0,
    inFlight: 0,
    waiting: 0,
    abandoned: 0,
  };
  readonly stored = {
    handed: 0,
    acknowledged: 0,
    refused: 0,
    inFlight: 0,
    waiting: 0,
    abandoned: 0,
    retried: 0,
    duplicates: 0,
  };
  readonly received = { arrived: 0, published: 0, missed: 0 };
  readonly consumed = {
    arrived: 0,
    acknowledged: 0,
    returned: 0,
    dead: 0,
    lapsed: 0,
    inHand: 0,
    published: 0,
    duplicates: 0,
  };
  readonly refused: Record<ReceiveRefusal, number> = {
    foreign: 0,
    codec: 0,
    schema: 0,
    malformed: 0,
    looped: 0,
    duplicate: 0,
  };

  stats(): BridgeStats {
    const { connects, disconnects, slowConsumer, sent, stored, received, consumed, refused } = this;
    return {
      connects,
      disconnects,
      slowConsumer,
      sent: { ...sent },
      stored: { ...stored },
      received: { ...received, refused: { ...refused } },
      consumed: { ...consumed },
    };
  }
}
