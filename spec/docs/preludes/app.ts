/** What the README's snippets take for granted: an application with a sensor, a screen and a disk. */
import { interval, map } from 'rxjs';

export const readSensor$ = interval(5).pipe(map((n) => 20 + (n % 5)));

export const shown: unknown[] = [];
export const render = (event: unknown): void => {
  shown.push(event);
};
export const plot = (celsius: number): void => render(celsius);
export const saveToDisk = async (event: unknown): Promise<void> => {
  await Promise.resolve(event);
};

export const logger = {
  level: 'info',
  debug: (message: string, fields?: object) => render({ message, ...fields }),
  info: (message: string, fields?: object) => render({ message, ...fields }),
  warn: (message: string, fields?: object) => render({ message, ...fields }),
  error: (message: string, fields?: object) => render({ message, ...fields }),
};

/** Aborts soon, so that what waits for it ends. */
const controller = new AbortController();
setTimeout(() => controller.abort(), 100);
export const signal = controller.signal;
