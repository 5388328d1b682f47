import { execFile } from 'node:child_process';
import { dirname } from 'node:path';

/** How long a snippet may run; it must end by itself well before. */
const LIMIT = 50_000;

/** Runs one compiled snippet in a fresh process; resolves to what went wrong, empty when nothing did. */
export function runSnippet(script: string, limit = LIMIT): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: dirname(script), timeout: limit, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, [script], options, (error, stdout, stderr) => {
      const how =
        child.signalCode === null
          ? `exit code ${String(child.exitCode)}`
          : `not over after ${limit} ms`;
      resolve(error ? `${how}\n${stdout}${stderr}` : '');
    });
  });
}
