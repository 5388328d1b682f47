import type { NatsSession } from './transport/NatsTransport.js';

/** What is to be done when a session ends: a promise keeps everyone who waits for it, and a session is long. */
const atEnd = new WeakMap<NatsSession, Set<() => void>>();

function endingOf(session: NatsSession): Set<() => void> {
  const known = atEnd.get(session);
  if (known !== undefined) return known;
  const ending = new Set<() => void>();
  atEnd.set(session, ending);
  void session.closed.then(() => {
    atEnd.delete(session);
    for (const end of ending) end();
  });
  return ending;
}

/** Waits for an answer in a session. Resolves to whether it came before the session ended. Never rejects. */
export function answered(session: NatsSession, answer: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const ending = endingOf(session);
    const settle = (came: boolean): void => {
      ending.delete(lost);
      resolve(came);
    };
    const lost = (): void => settle(false);
    ending.add(lost);
    answer.then(() => settle(true), lost);
  });
}
