import { Effect, PubSub, Queue, Scope } from 'effect';
import type { Tick } from '../../micro/support/handlers.js';
import type { Way } from './Way.js';

/** As much as a Bus holds by default. */
const CAPACITY = 4_096;

/** Effect's PubSub: each subscriber is a fiber that takes all there is. */
function pubSubWay(
  open: (capacity: number) => Effect.Effect<PubSub.PubSub<Tick>>,
  publish: (pubSub: PubSub.PubSub<Tick>, tick: Tick) => boolean,
  dropped: (refused: number) => number | undefined,
): Way {
  const pubSub = Effect.runSync(open(CAPACITY));
  const scope = Effect.runSync(Scope.make());
  let refused = 0;
  const attach = (each: (tick: Tick) => Effect.Effect<void>): void => {
    const queue = Effect.runSync(Scope.extend(PubSub.subscribe(pubSub), scope));
    const take = Effect.flatMap(Queue.takeBetween(queue, 1, CAPACITY), (ticks) =>
      Effect.forEach(ticks, each, { discard: true }),
    );
    Effect.runFork(Effect.forever(take));
  };
  return {
    publish: (tick) => {
      if (!publish(pubSub, tick)) refused += 1;
    },
    subscribe: (handle) => attach((tick) => Effect.sync(() => handle(tick))),
    subscribeAsync: (handle) => attach((tick) => Effect.promise(() => handle(tick))),
    dropped: () => dropped(refused),
  };
}

/** Drops the oldest, and doesn't say so. */
export function slidingWay(): Way {
  return pubSubWay(
    PubSub.sliding<Tick>,
    (pubSub, tick) => Effect.runSync(PubSub.publish(pubSub, tick)), // `unsafeOffer` slides nothing
    () => undefined,
  );
}

/** Refuses what one subscriber has no room for, for all of them, and tells the publisher. */
export function droppingWay(): Way {
  return pubSubWay(
    PubSub.dropping<Tick>,
    (pubSub, tick) => pubSub.unsafeOffer(tick),
    (refused) => refused,
  );
}
