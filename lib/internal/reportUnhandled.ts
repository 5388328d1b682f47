import { config } from 'rxjs';

/**
 * Does with an error that nobody handles what RxJS does: hands it to `config.onUnhandledError`, else
 * throws it where no caller can be hurt, as an uncaught exception.
 */
export function reportUnhandled(error: unknown): void {
  setTimeout(() => {
    const { onUnhandledError } = config;
    if (onUnhandledError === null) throw error;
    onUnhandledError(error);
  });
}
