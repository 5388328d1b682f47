/** What the README's supervisor takes for granted: services that wait for work. */
import { NEVER, type Observable } from 'rxjs';
import * as app from './app.js';

export const { logger, render: showTable } = app;

export function udpLines(
  port: number,
  { signal, onListening }: { readonly signal: AbortSignal; readonly onListening: () => void },
): Observable<never> {
  signal.addEventListener('abort', () => showTable(port));
  onListening();
  return NEVER;
}

export const startRollup = (): Observable<never> => NEVER;
