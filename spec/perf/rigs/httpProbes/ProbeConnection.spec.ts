import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { turn } from '../../../../perf/support/turn.js';
import { ProbeConnection, type Reply } from '../../../../perf/rigs/httpProbes/ProbeConnection.js';

let server: Server | undefined;
const sockets: Socket[] = [];

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  server?.close();
});

/** A connection to a server that has `answer` take every request. */
async function connected(
  answer: (socket: Socket, request: string) => void,
): Promise<() => Promise<Reply>> {
  server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('data', (bytes) => answer(socket, bytes.toString()));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = new ProbeConnection('127.0.0.1', port, '/readyz');
  return () => new Promise((resolve) => connection.ask(resolve));
}

const ok = (body: string, length = body.length): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${String(length)}\r\n\r\n${body}`;

describe('ProbeConnection', () => {
  it('asks for its path, and tells the status of each answer', async () => {
    const requests: string[] = [];
    const ask = await connected((socket, request) => {
      requests.push(request);
      socket.write(requests.length === 1 ? ok('ready') : ok('no').replace('200 OK', '503 No'));
    });
    expect(await ask()).toEqual({ status: 200 });
    expect(await ask()).toEqual({ status: 503 });
    const { port } = server?.address() as AddressInfo;
    expect(requests).toEqual(
      Array(2).fill(`GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\n\r\n`),
    );
    expect(sockets).toHaveLength(1);
  });

  it('waits for the end of an answer, wherever that is split', async () => {
    let first = 0;
    const ask = await connected((socket) => {
      socket.write(ok('ready').slice(0, first));
      void (async () => {
        await turn(); // the rest of this turn of the event loop
        await turn(); // a whole one, in which the other end reads
        socket.write(ok('ready').slice(first));
      })();
    });
    for (first = 1; first < ok('ready').length; first++) {
      expect(await ask()).toEqual({ status: 200 });
    }
  });

  it('counts the bytes of a long body', async () => {
    const ask = await connected((socket) => socket.write(ok('x'.repeat(1_000_000))));
    expect(await ask()).toEqual({ status: 200 });
    expect(await ask()).toEqual({ status: 200 });
  });

  it('tells that a question was not heard if the server had closed the connection since its last answer', async () => {
    let asked = 0;
    const ask = await connected((socket) => {
      asked += 1;
      if (asked === 1) socket.write(ok(''));
      else socket.destroy();
    });
    expect(await ask()).toEqual({ status: 200 });
    expect(await ask()).toMatchObject({ unheard: true });
  });

  it.each(['HTTP/1.1 2', ok('ready', 6)])(
    'tells that a question was heard after %j',
    async (text) => {
      let asked = 0;
      const ask = await connected((socket) => {
        asked += 1;
        if (asked === 1) socket.write(ok(''));
        else socket.end(text);
      });
      expect(await ask()).toEqual({ status: 200 });
      expect(await ask()).toEqual({ failure: 'the connection was closed', unheard: false });
    },
  );

  it.each([
    ['closes the first time', '', 'the connection was closed'],
    ['closes in the middle', ok('ready', 6), 'the connection was closed'],
    ['says no length', 'HTTP/1.1 200 OK\r\n\r\n', 'an answer without a Content-Length'],
    ['says too much', ok('ready', 4), 'an answer that is longer than its Content-Length'],
    ['has headers without end', 'x'.repeat(5_000), 'an answer without an end of its headers'],
  ])('tells what is wrong with a server that %s', async (_, text, failure) => {
    const ask = await connected((socket) => socket.end(text));
    expect(await ask()).toEqual({ failure, unheard: false });
  });

  it('cannot be asked while it waits', async () => {
    const ask = await connected((socket) => void setImmediate(() => socket.write(ok(''))));
    const first = ask();
    await expect(ask()).rejects.toThrow('a question waits for its answer already');
    expect(await first).toEqual({ status: 200 });
  });
});
