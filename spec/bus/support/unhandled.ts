import { config } from 'rxjs';
import { timerTurn } from './turn.js';

/** Runs `work` and returns what RxJS's `config.onUnhandledError` was given because of it. */
export async function unhandledBy(work: () => void | Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const before = config.onUnhandledError;
  config.onUnhandledError = (error) => errors.push(error);
  try {
    await work();
    await timerTurn();
  } finally {
    config.onUnhandledError = before;
  }
  return errors;
}

/** Runs `work` and returns the uncaught exceptions it caused. */
export async function uncaughtBy(work: () => void | Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error));
  try {
    await work();
    await timerTurn();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  }
  return errors;
}
