import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps a server's connections few and gives each up as soon as it may. Where there are too many,
 * the longest idle one makes room, so that clients who sit there can't keep a probe out.
 */
export class Connections {
  /** Each connection, the oldest first, with the answers it still waits for. */
  private readonly busy = new Map<Socket, number>();
  private closing = false;

  constructor(server: Server, limit: number) {
    server.on('connection', (socket: Socket) => {
      if (this.busy.size >= limit) this.makeRoom();
      this.busy.set(socket, 0);
      socket.once('close', () => this.busy.delete(socket));
    });
    server.prependListener('request', ({ socket }, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  /** Drops who isn't waiting for an answer, also in mid-request, and the others once they have it. */
  close(): void {
    this.closing = true;
    for (const socket of [...this.busy.keys()]) this.count(socket, 0);
  }

  private count(socket: Socket, change: number): void {
    const waiting = (this.busy.get(socket) ?? 0) + change;
    if (this.busy.has(socket)) this.busy.set(socket, waiting);
    if (this.closing && waiting === 0) socket.destroySoon();
  }

  private makeRoom(): void {
    const [oldest] = this.busy.keys();
    const idle = [...this.busy].find(([, waiting]) => waiting === 0)?.[0];
    (idle ?? oldest)?.destroy();
  }
}
