import { spawn, type SpawnOptions } from 'node:child_process';
import { Observable } from 'rxjs';
import { ChildSpecError } from '../../errors.js';
import { knownOptions, type OptionNames } from '../../internal/knownOptions.js';
import { nameOption } from '../../internal/options.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ChildSpec } from '../ChildSpec.js';
import { childNames } from '../optionNames.js';
import { CONTROL, isControl, type ToParent } from './control.js';
import { findCommand } from './findCommand.js';
import { readLines } from './readLines.js';
import { RemoteChild, type RemoteHandle, type RemoteSpec } from './RemoteChild.js';
import { RunningProcess } from './RunningProcess.js';

/** Options of {@link processService}: a child's, and those of its process. A key that is none of them is refused. */
export interface ProcessServiceOptions extends Omit<ChildSpec, 'start' | 'readyWhen' | 'stopBy'> {
  /** The program: a path, or a name to be found in `PATH`. */
  readonly command: string;
  /** Its arguments. Default none. */
  readonly args?: readonly string[];
  /** Its working directory. Default: the parent's. */
  readonly cwd?: string;
  /** Its environment. Default: the parent's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it is a Node.js program that talks over IPC, with `parentLink` or `process.send`. Default false. */
  readonly messages?: boolean;
  /**
   * When it counts as ready: `'started'` once it runs, `'called'` when it calls
   * `parentLink().ready()`, or when it prints a line that matches. Default `'started'`.
   */
  readonly readyWhen?: 'started' | 'called' | RegExp;
  /**
   * The silence in milliseconds that counts as a crash; its `parentLink()` answers by itself while its
   * event loop turns. Needs `messages`. Default: nothing is asked.
   */
  readonly heartbeatTimeout?: number;
  /** What asks it to end, unless it uses `parentLink()`, which is told. Default `'SIGTERM'`. */
  readonly stopSignal?: NodeJS.Signals;
}

const OPTIONS: OptionNames<ProcessServiceOptions> = {
  ...childNames,
  command: true,
  args: true,
  cwd: true,
  env: true,
  messages: true,
  readyWhen: true,
  stopSignal: true,
};

/** A process as a child, and the way to talk to it. */
export type ProcessService<In = unknown, Out = unknown> = RemoteSpec<Out> & RemoteHandle<In, Out>;

/**
 * A child process as a child. Its output becomes log lines, cut at 8,192 characters; with `messages`,
 * what it sends is emitted, and is in `messages$`, and `send` and `request` talk to it.
 *
 * It fails with ProcessExitError, which tells code or signal. Asked to end it gets `stopSignal`; after
 * `stopTimeout` SIGKILL. It is always waited for, so that no zombie is left.
 *
 * It leads a process group, so that Ctrl-C reaches it through its supervisor alone and what it starts
 * itself, as a shell or `npm` does, ends with it: asked by `stopSignal` once it has ended, then killed at
 * the same deadline; killed at once where it ended by itself, or where this process exits before it, as
 * on a second Ctrl-C. What leaves the group, as a daemon does, is on its own, and so is all of it where
 * this process is killed and can do no more; on Windows, only the process itself is ended.
 *
 * @param options - a name, the command, a restart policy
 * @returns the spec of a child, with `messages$`, `send` and `request`
 * @throws ChildSpecError when there is no such command, or it may not be run
 * @throws OptionTypeError when an option is none, or of another type
 * @example
 * ```ts
 * import { processService, Supervisor } from 'ron-kernel';
 *
 * const sleeper = processService({ name: 'sleeper', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1e3)'] });
 * const supervisor = new Supervisor({ children: [sleeper] });
 * await supervisor.start();
 * await supervisor.stop();
 * ```
 */
export function processService(
  options: ProcessServiceOptions & { readonly messages?: false },
): ProcessService<never, never>;
/**
 * A child process as a child, as above, that sends messages.
 *
 * @typeParam In - what it takes
 * @typeParam Out - what it sends; in a kernel, events
 * @param options - a name, the command, `messages: true`, a restart policy
 * @returns the spec of a child, with `messages$`, `send` and `request`
 * @throws ChildSpecError when there is no such command, or it may not be run
 * @throws OptionTypeError when an option is none, or of another type
 */
export function processService<In = unknown, Out = unknown>(
  options: ProcessServiceOptions,
): ProcessService<In, Out>;
export function processService<In, Out>(options: ProcessServiceOptions): ProcessService<In, Out> {
  knownOptions(options, OPTIONS);
  const {
    command,
    args = [],
    cwd,
    env = process.env,
    messages = false,
    readyWhen = 'started',
    stopSignal = 'SIGTERM',
    ...spec
  } = options;
  const name = nameOption('name', spec.name);
  const program = findCommand(name, command, cwd, env);
  if (!messages && (spec.heartbeatTimeout !== undefined || readyWhen === 'called')) {
    throw new ChildSpecError(`'${name}' needs messages: true to tell that it is ready or alive`);
  }
  const remote = new RemoteChild<In, Out>(name);
  const spawning: SpawnOptions = {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe', ...(messages ? (['ipc'] as const) : [])],
    serialization: 'advanced',
    windowsHide: true,
    detached: process.platform !== 'win32', // which makes it lead a group of its own
  };
  return {
    ...spec,
    ...remote.handle,
    readyWhen: 'called',
    stopBy: 'exit',
    start: (context) =>
      new Observable((subscriber) => {
        const { logger, ready, signal } = context;
        const child = spawn(program, args, spawning);
        const running = new RunningProcess(child, stopSignal, spec.heartbeatTimeout);
        const stop = (): void => running.stop(signal.reason);
        signal.addEventListener('abort', stop);
        remote.open(running);
        const onOutput = (line: string): void => {
          if (readyWhen instanceof RegExp && readyWhen.test(line)) ready();
        };
        if (child.stdout) {
          readLines(child.stdout, (line) => {
            logger.info(line, { stream: 'stdout' });
            onOutput(line);
          });
        }
        if (child.stderr) {
          readLines(child.stderr, (line) => {
            logger.warn(line, { stream: 'stderr' });
            onOutput(line);
          });
        }
        if (readyWhen === 'started') child.once('spawn', ready);
        child.on('message', (message) => {
          if (!isControl<ToParent>(message)) {
            subscriber.next(remote.received(message));
          } else {
            const { [CONTROL]: control } = message;
            if (control.type === 'loaded') running.linked = true;
            if (control.type === 'ready' && readyWhen === 'called') ready();
            remote.told(control, context);
          }
        });
        running.onGone((failure) => {
          signal.removeEventListener('abort', stop);
          remote.close(failure ? reasonOf(failure) : 'it has ended', failure);
          if (failure === undefined) subscriber.complete();
          else subscriber.error(failure);
        });
      }),
  };
}
