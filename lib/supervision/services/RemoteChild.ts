import { Subject, type Observable } from 'rxjs';
import { RequestFailedError } from '../../errors.js';
import type { ChildSpec } from '../ChildSpec.js';
import type { ServiceContext } from '../ServiceContext.js';
import type { ToChild, ToParent } from './control.js';
import { Requests, type RequestOptions } from './Requests.js';

/** A worker or process as its service's user sees it, whichever run of it there is. */
export interface RemoteHandle<In, Out> {
  /** What it sends, over all its runs. */
  readonly messages$: Observable<Out>;
  /** Sends it a message. Returns whether it runs, not whether the message was read. */
  send(message: In): boolean;
  /**
   * Asks it something that its file answers with `parentLink().answer`. Rejects with
   * RequestFailedError when it doesn't run, throws, or ends before it answers.
   */
  request<Reply = Out>(message: In, options?: RequestOptions): Promise<Reply>;
}

/** A worker or process as a child: what it sends is what its service emits, in a kernel onto the bus. */
export interface RemoteSpec<Out, Context extends object = object> extends Omit<ChildSpec, 'start'> {
  /** Starts it: called for each run. */
  readonly start: (context: ServiceContext & Context) => Observable<Out>;
}

/** How to reach one run. */
export interface RemoteRun {
  post(message: unknown): void;
  control(message: ToChild): void;
}

/** What runs of one service share: the handle, and what becomes of control messages and requests. */
export class RemoteChild<In, Out> {
  readonly handle: RemoteHandle<In, Out>;
  private readonly subject$ = new Subject<Out>();
  private live: { readonly run: RemoteRun; readonly requests: Requests } | undefined;

  constructor(private readonly name: string) {
    this.handle = {
      messages$: this.subject$.asObservable(),
      send: (message) => this.send(message),
      request: (message, options = {}) => this.request(message, options),
    };
  }

  /** A run begins. */
  open(run: RemoteRun): void {
    this.live = { run, requests: new Requests(this.name) };
  }

  /** It sent something that is meant for its user, who says what that is: nothing here could check it. */
  received(message: unknown): Out {
    const out = message as Out;
    this.subject$.next(out);
    return out;
  }

  /** It sent something that is meant for its supervisor. */
  told(message: ToParent, context: Pick<ServiceContext, 'heartbeat'>): void {
    if (message.type === 'pong') context.heartbeat();
    else if ('id' in message) this.live?.requests.settle(message);
  }

  /** The run is over: what was asked of it stays without answer. */
  close(reason: string, cause: unknown): void {
    const { live } = this;
    this.live = undefined;
    live?.requests.fail(reason, cause);
  }

  private send(message: In): boolean {
    this.live?.run.post(message);
    return this.live !== undefined;
  }

  private async request<Reply>(message: In, options: RequestOptions): Promise<Reply> {
    const { live } = this;
    if (live === undefined) throw new RequestFailedError(this.name, 'it is not running');
    const ask = (id: number): void => live.run.control({ type: 'request', id, message });
    return (await live.requests.ask(ask, options)) as Reply;
  }
}
