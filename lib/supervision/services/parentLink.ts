import { Observable } from 'rxjs';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { StopRequest, SupervisorStateError } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import { CONTROL, isControl, type ToChild, type ToParent } from './control.js';

/** What a worker or process has of the supervisor that started it. */
export interface ParentLink<In = unknown, Out = unknown> {
  /** What the parent sends. Listening keeps the worker or process alive until it is asked to end. */
  readonly messages$: Observable<In>;
  /** Aborted when the parent asks it to end; it should then let go of what keeps it alive. */
  readonly signal: AbortSignal;
  /** Says that it does its work now, where its service asks for that. */
  ready(): void;
  /** Sends a message, which the service emits as a value. */
  send(message: Out): void;
  /** Answers requests: with what `handler` returns, awaited, or with the reason it throws. */
  answer(handler: (message: In) => unknown): void;
}

/** One of the two ways to the parent. */
interface Channel {
  control(message: ToParent): void;
  send(message: unknown): void;
  listen(onControl: (message: ToChild) => void): void;
  /** Calls with each message of the parent's user, until the returned function is called. */
  messages(onMessage: (message: unknown) => void): () => void;
  keepAlive(alive: boolean): void;
}

/** What the bootstrap of a worker leaves for its file. */
interface WorkerLink {
  readonly control: MessagePort;
  readonly early: ToChild[];
  taken: ((message: ToChild) => void) | undefined;
}

function workerChannel(port: MessagePort, link: WorkerLink): Channel {
  return {
    control: (message) => link.control.postMessage(message),
    send: (message) => port.postMessage(message),
    listen(onControl) {
      link.taken = onControl;
      link.early.splice(0).forEach(onControl);
    },
    messages(onMessage) {
      port.on('message', onMessage);
      return () => port.off('message', onMessage);
    },
    keepAlive(alive) {
      if (alive) link.control.ref();
      else {
        link.control.unref();
        port.unref();
      }
    },
  };
}

function processChannel(): Channel {
  const post = (message: unknown): void => void process.send?.(message);
  return {
    control: (message) => post({ [CONTROL]: message }),
    send: post,
    listen(onControl) {
      process.on('message', (message) => {
        if (isControl<ToChild>(message)) onControl(message[CONTROL]);
      });
      process.channel?.unref();
      post({ [CONTROL]: { type: 'loaded' } satisfies ToParent });
    },
    messages(onMessage) {
      const listener = (message: unknown): void => {
        if (!isControl<ToChild>(message)) onMessage(message);
      };
      process.on('message', listener);
      return () => process.off('message', listener);
    },
    keepAlive(alive) {
      if (alive) process.channel?.ref();
      else process.channel?.unref();
    },
  };
}

function channelToParent(): Channel {
  const link = (globalThis as Record<symbol, WorkerLink | undefined>)[Symbol.for(CONTROL)];
  if (link && parentPort) return workerChannel(parentPort, link);
  if (process.send) return processChannel();
  throw new SupervisorStateError(
    'parentLink() works in what workerService started, or processService with messages: true',
  );
}

/**
 * The other end of a {@link workerService}, or of a {@link processService} with `messages`: called
 * once, in the worker's or child process's own file. Without it a worker can still talk through
 * `parentPort`, and ends as soon as it is asked to.
 *
 * @returns messages, requests, readiness and the signal to end
 * @throws SupervisorStateError where no supervisor is above
 */
export function parentLink<In = unknown, Out = unknown>(): ParentLink<In, Out> {
  const channel = channelToParent();
  const controller = new AbortController();
  let handler: ((message: In) => unknown) | undefined;
  const unanswered: Extract<ToChild, { type: 'request' }>[] = [];

  const reply = async ({ id, message }: Extract<ToChild, { type: 'request' }>): Promise<void> => {
    try {
      channel.control({ type: 'reply', id, value: await handler?.(message as In) });
    } catch (error) {
      channel.control({ type: 'failure', id, reason: reasonOf(error) });
    }
  };
  channel.listen((message) => {
    if (message.type === 'ping') {
      channel.control({ type: 'pong' });
    } else if (message.type === 'stop') {
      channel.keepAlive(false);
      controller.abort(new StopRequest(message.timeout));
    } else if (handler) {
      void reply(message);
    } else {
      unanswered.push(message);
    }
  });

  return {
    messages$: new Observable((subscriber) => {
      const leave = channel.messages((message) => subscriber.next(message as In));
      channel.keepAlive(!controller.signal.aborted); // listening to a worker's port keeps it by itself
      return leave;
    }),
    signal: controller.signal,
    ready: () => channel.control({ type: 'ready' }),
    send: (message) => channel.send(message),
    answer(answerer) {
      handler = answerer;
      channel.keepAlive(!controller.signal.aborted);
      for (const request of unanswered.splice(0)) void reply(request);
    },
  };
}
