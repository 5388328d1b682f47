import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamPuller } from '../../../lib/nats/streams/StreamPuller.js';
import type { NatsConsumer, NatsStoredMessage } from '../../../lib/nats/transport/NatsJetStream.js';
import type { NatsSession } from '../../../lib/nats/transport/NatsTransport.js';
import { logger } from '../support/Node.js';

const message = {} as NatsStoredMessage;

/** A question that a consumer was asked. */
interface Question {
  readonly count: number;
  /** Hands so many out. */
  hand(count: number): void;
  /** Ends it. */
  end(reason?: string): void;
  withdrawn: boolean;
}

/** What a session's consumer was asked, by a puller of at most eight. */
async function pulling() {
  const questions: Question[] = [];
  const held = { count: 0, wanted: true };
  const consumer: NatsConsumer = {
    pull: (count, onMessage) => {
      let end: Question['end'] = () => undefined;
      const over = new Promise<string | undefined>((resolve) => (end = resolve));
      const hand = (some: number): void => {
        for (let n = 0; n < some; n++) onMessage(message);
      };
      const question: Question = { count, end, hand, withdrawn: false };
      questions.push(question);
      const drain = (): Promise<void> => {
        question.withdrawn = true;
        return over.then(() => undefined);
      };
      return { over, drain };
    },
  };
  const jetStream = {
    streamOf: () => Promise.resolve('S'),
    consumer: () => Promise.resolve(consumer),
  };
  const closed = new Promise(() => undefined);
  const session = { closed, jetStream: () => jetStream } as unknown as NatsSession;
  const puller = new StreamPuller({
    ...{ subject: 'a', durable: 'd', ackWait: 30_000, maxInFlight: 8, logger },
    room: () => (held.wanted ? 8 - held.count : 0),
    onMessage: () => (held.count += 1),
  });
  await puller.open(session);
  const answer = (count: number): void => {
    for (let n = 0; n < count; n++) {
      held.count -= 1;
      puller.refill();
    }
  };
  const counts = (): number[] => questions.map(({ count }) => count);
  const at = (index: number): Question => {
    const question = questions[index];
    if (question === undefined) throw new Error(`there is no question ${index}`);
    return question;
  };
  return { answer, at, counts, held, puller };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('what asks a stream’s consumer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('asks for more when half of what may come has come and is answered, while the rest is on its way', async () => {
    const { answer, at, counts } = await pulling();
    expect(counts()).toEqual([8]);
    at(0).hand(4);
    answer(3);
    expect(counts()).toEqual([8]);
    answer(1);
    expect(counts()).toEqual([8, 4]);
    at(1).hand(2); // brokers take turns
    at(0).hand(2);
    answer(4);
    expect(counts()).toEqual([8, 4, 4]);
  });

  it('asks for no more than there is room for, whatever is on its way', async () => {
    const { answer, at, counts, held } = await pulling();
    at(0).hand(8);
    at(0).end();
    await settle();
    expect(counts()).toEqual([8]);
    answer(1);
    expect(counts()).toEqual([8, 1]);
    answer(6);
    expect(counts()).toEqual([8, 1, 4]); // once three were in hand, and one on its way
    at(1).hand(1);
    at(2).hand(4);
    expect(held.count).toBe(6);
    for (const index of [1, 2]) at(index).end();
    await settle();
    expect(counts()).toEqual([8, 1, 4, 2]);
  });

  it('asks anew for what a question left', async () => {
    const { answer, at, counts } = await pulling();
    at(0).hand(4);
    answer(4);
    at(1).hand(1);
    at(0).end(); // it waited long enough
    await settle();
    expect(counts()).toEqual([8, 4, 4]);
  });

  it('withdraws all its questions at once, and counts what may still come of them', async () => {
    const { answer, at, counts, held, puller } = await pulling();
    at(0).hand(4);
    answer(4);
    held.wanted = false;
    let drained = false;
    void puller.drain().then(() => (drained = true));
    expect([at(0).withdrawn, at(1).withdrawn]).toEqual([true, true]);
    held.wanted = true;
    puller.refill(); // somebody asks again
    at(0).hand(3);
    expect(counts()).toEqual([8, 4]);
    at(0).end();
    await settle();
    expect(drained).toBe(false);
    expect(counts()).toEqual([8, 4, 1]); // three are in hand, four may come
    at(1).end();
    await settle();
    expect(drained).toBe(true);
    expect(counts()).toEqual([8, 4, 1, 4]);
  });

  it('makes a consumer anew that hands nothing out, unless the question is withdrawn', async () => {
    const { at, counts, held, puller } = await pulling();
    at(0).end('Consumer Deleted');
    await settle();
    puller.refill();
    expect(counts()).toEqual([8]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(counts()).toEqual([8, 8]);
    held.wanted = false;
    void puller.drain();
    at(1).end('Consumer Deleted');
    await settle();
    held.wanted = true;
    puller.refill();
    expect(counts()).toEqual([8, 8, 8]);
  });
});
