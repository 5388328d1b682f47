import fc from 'fast-check';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createKernel, type Kernel } from 'ron-kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, effort, mutated, PATIENCE } from './fuzz.js';

const samples = corpus('http');
const tokens = [
  ...['\r\n', '\r\n\r\n', '\n', '\r', ' ', ':', '/', '?', '%00', '\0', '\xff', '\x7f', 'HTTP/1.1'],
  ...['GET ', 'HEAD ', 'POST ', 'OPTIONS * ', 'PRI * HTTP/2.0', 'TRACE ', 'http://', '//', '..'],
  ...['Host: 127.0.0.1\r\n', 'Host: example.org\r\n', 'Host:\r\n', 'Content-Length: 9\r\n'],
  ...['Content-Length: -1\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: upgrade\r\n'],
  ...['Expect: 100-continue\r\n', 'X: ' + 'y'.repeat(500), '/debug/recorder', '/events'],
];
/** Everything that the server has to say to anybody. */
const STATUSES = [100, 200, 400, 404, 405, 408, 411, 413, 417, 421, 426, 431, 501, 503, 505];

let kernel: Kernel;
let port = 0;

beforeAll(async () => {
  const silent = (): void => undefined;
  kernel = await createKernel({
    config: { values: { observability: { enabled: true } }, env: {} },
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signals: false,
  });
  await kernel.start();
  port = Number(kernel.address?.split(':').at(-1));
});

afterAll(async () => {
  const { clean } = await kernel.stop();
  expect(clean).toBe(true);
});

/** All that the server answers until it closes the connection, this side having said all it will. */
async function answerTo(bytes: Buffer): Promise<string> {
  const request = bytes
    .toString('latin1')
    .replaceAll('Host: 127.0.0.1\r\n', `Host: 127.0.0.1:${port}\r\n`);
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined); // a connection that is reset has been answered as well
  socket.end(request, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

async function check(bytes: Buffer): Promise<void> {
  const answer = await answerTo(bytes);
  if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /);
  for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
    expect(STATUSES).toContain(Number(status));
  }
  // Who doesn't know the name of this host learns nothing.
  if (!/host:/i.test(bytes.toString('latin1'))) expect(answer).not.toMatch(/^HTTP\/1\.1 200 /m);
  expect(answer).not.toMatch(/\bat .*\.[jt]s:\d+|node_modules/);
}

describe('an HTTP request of any bytes', () => {
  it.each(samples)('is answered or refused: $name', async ({ bytes }) => check(bytes));

  it(
    'is answered or refused, whatever was changed in it, and keeps nobody else from an answer',
    async () => {
      await fc.assert(fc.asyncProperty(mutated(samples, tokens), check), effort(500));
      const { bytes } = samples.find(({ name }) => name === 'readyz') ?? { bytes: Buffer.of() };
      expect(await answerTo(bytes)).toMatch(/^HTTP\/1\.1 200 /);
    },
    PATIENCE,
  );
});
