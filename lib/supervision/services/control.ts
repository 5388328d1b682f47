/** What parent and child tell each other beside the messages of their users. */
export type ToChild =
  | { readonly type: 'ping' }
  | { readonly type: 'stop'; readonly timeout: number }
  | { readonly type: 'request'; readonly id: number; readonly message: unknown };

/** What a child answers. */
export type ToParent =
  | { readonly type: 'pong' }
  | { readonly type: 'loaded' }
  | { readonly type: 'ready' }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly reason: string };

/** The key that tells control messages apart where both share a channel, and where a worker's port is kept. */
export const CONTROL = 'ron-kernel.control';

/** A control message as it travels over a channel it shares with users' messages. */
export interface Enveloped<M extends ToChild | ToParent> {
  readonly [CONTROL]: M;
}

/** Whether something is a control message, of the kind its sender sends: only this library has the key. */
export function isControl<M extends ToChild | ToParent>(message: unknown): message is Enveloped<M> {
  return typeof message === 'object' && message !== null && CONTROL in message;
}
