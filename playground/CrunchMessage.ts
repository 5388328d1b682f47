import type { WindowEvent } from './DemoEvent.js';

/** What the worker of `crunch` is sent. */
export type CrunchMessage = WindowEvent | CrashMessage;

/** Tells the worker to fail, in its thread. */
interface CrashMessage {
  readonly type: 'crash';
}
