import { execFile, spawnSync } from 'node:child_process';
import type { Facts } from './Testimony.js';

/** What `curl` exits with where nobody listens. */
const REFUSED = 7;

/** Whether there is a `curl` here. */
export const hasCurl = spawnSync('curl', ['--version']).error === undefined;

interface Answer {
  readonly ready: boolean;
  readonly missing: readonly string[];
  readonly degraded: readonly string[];
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly generation: number;
    readonly restarts: number;
  }[];
  readonly warnings: readonly { readonly name: string; readonly reason: string }[];
}

async function curl(url: string): Promise<{ code: unknown; status: string; body: string }> {
  const args = ['--silent', '--write-out', '\n%{http_code}', url];
  return new Promise((resolve) => {
    execFile('curl', args, (error, stdout) => {
      const [status = '', ...body] = stdout.split('\n').reverse();
      resolve({ code: error?.code ?? 0, status, body: body.reverse().join('\n') });
    });
  });
}

/** What somebody hears who asks the node with `curl` whether it is ready. */
export async function curlSays(url: string): Promise<Facts> {
  const { code, status, body } = await curl(`${url}/readyz?verbose`);
  if (code === REFUSED) return { alive: 'false' };
  if (code !== 0) return { alive: `curl exited with ${String(code)}` };
  const { ready, missing, degraded, services, warnings } = JSON.parse(body) as Answer;
  const rejection = warnings.find(({ name }) => name === 'kernel.config');
  return {
    alive: 'true',
    ready:
      status === (ready ? '200' : '503') ? String(ready) : `${status}, ready: ${String(ready)}`,
    missing: missing.join(', '),
    degraded: degraded.join(', '),
    'degraded.count': String(degraded.length),
    'config.rejected': rejection?.reason ?? '',
    ...Object.fromEntries(
      services.flatMap(({ name, state, generation, restarts }) => [
        [`${name}.state`, state],
        [`${name}.generation`, String(generation)],
        [`${name}.restarts`, String(restarts)],
      ]),
    ),
  };
}
