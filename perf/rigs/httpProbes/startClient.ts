import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Subject, type Observable } from 'rxjs';
import type { Errand, News } from './client.js';

const program = fileURLToPath(new URL('client.js', import.meta.url));

/** A client in a process of its own. */
export interface Client {
  /** What it tells. Fails if the client does. */
  readonly news$: Observable<News>;
  readonly stop: () => void;
}

/** Starts a client that asks for `path` at `address`, which is `host:port`. */
export function startClient(address: string, path: string, every: number): Client {
  const { hostname: host, port } = new URL(`http://${address}`);
  const news$ = new Subject<News>();
  const child = fork(program, { serialization: 'advanced' });
  child
    .on('message', (news: News) => news$.next(news))
    .on('error', (error) => news$.error(error))
    .on('exit', (code, signal) => {
      news$.error(new Error(`the client exited with ${String(signal ?? code)}`));
    })
    .send({ host, port: Number(port), path, every } satisfies Errand);
  return {
    news$: news$.asObservable(),
    stop: () => {
      news$.complete();
      child.removeAllListeners('exit');
      child.kill();
    },
  };
}
