import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
const required = process.env['RON_REQUIRE_BROWSER'] === '1';

/** Runs in the page. What it returns is what the browser found. */
const script = `
  import { of } from 'rxjs';
  import { Bus, bounded, concatMapBounded, ofType } from 'ron-kernel/bus';

  const timer = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function order() {
    const bus = new Bus();
    const log = [];
    bus.subscribe((n) => {
      log.push('a' + n);
      if (n < 3) bus.publish(n + 1);
    });
    bus.subscribe((n) => log.push('b' + n));
    bus.pipe(bounded()).subscribe((n) => log.push('c' + n));
    bus.publish(1);
    log.push('published');
    while (log.length < 10) await timer(0);
    return log.join(' ');
  }

  async function losses() {
    const bus = new Bus({ capacity: 64 });
    const notices = [];
    bus.lag$.subscribe((notice) => notices.push(notice));
    bus
      .pipe(ofType('reading'), concatMapBounded(() => timer(60_000), { name: 'slow', capacity: 3, bus }))
      .subscribe();
    for (let n = 0; n < 50; n++) bus.publish({ type: n % 5 === 0 ? 'reading' : 'other', n });
    while (notices.length === 0) await timer(0);
    const { delivered, dropped, pending } = bus.stats().subscribers.find(({ name }) => name === 'slow');
    const { abandoned } = await bus.close({ timeout: 1 });
    return { delivered, dropped, pending, notices, abandoned };
  }

  async function fairness() {
    const ping = new Bus();
    const pong = new Bus();
    let over = false;
    let answers = 0;
    ping.subscribe((n) => pong.publish(n + 1));
    pong.pipe(concatMapBounded((n) => of(n))).subscribe((n) => {
      answers += 1;
      if (!over && answers < 1e8) ping.publish(n);
    });
    ping.publish(0);
    await timer(0);
    const atTimer = answers;
    await timer(5);
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1 }));
    over = true;
    return {
      immediates: typeof setImmediate,
      begun: atTimer > 0,
      wentOn: answers > atTimer,
      endedByItself: answers >= 1e8,
    };
  }

  async function iteration() {
    const bus = new Bus();
    const values = bus.values({ capacity: 2 });
    for (let n = 0; n < 5; n++) bus.publish(n);
    while (bus.stats().subscribers[0].pending > 2) await timer(0);
    bus.complete();
    const seen = [];
    for await (const n of values) seen.push(n);
    return seen;
  }

  let result;
  try {
    result = {
      order: await order(),
      losses: await losses(),
      fairness: await fairness(),
      iteration: await iteration(),
    };
  } catch (error) {
    result = { error: String(error.stack ?? error) };
  }
  document.querySelector('#result').textContent = JSON.stringify(result);
  await fetch('/done');
`;

const page = `<!doctype html>
  <script type="importmap">
    {
      "imports": {
        "ron-kernel/bus": "/dist/bus/index.js",
        "rxjs": "/node_modules/rxjs/dist/esm/index.js",
        "tslib": "/node_modules/tslib/tslib.es6.js"
      }
    }
  </script>
  <script type="module">${script}</script>
  <script>
    addEventListener('error', ({ message }) => {
      document.querySelector('#result').textContent = JSON.stringify({ error: message });
      void fetch('/done');
    });
  </script>
  <pre id="result"></pre>
  <img src="/held" alt="" />`;

/** Serves the page, the built bus and RxJS. The image comes when the page is done: till then it isn't loaded. */
function serve(): Server {
  const held: ServerResponse[] = [];
  let done = false;
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') response.setHeader('content-type', 'text/html').end(page);
    else if (pathname === '/held' && !done) held.push(response);
    else if (pathname === '/done') {
      done = true;
      response.end();
      for (const waiting of held) waiting.end();
    } else {
      const file = join(root, normalize(pathname.endsWith('.js') ? pathname : `${pathname}.js`));
      readFile(file).then(
        (content) => response.setHeader('content-type', 'text/javascript').end(content),
        () => response.writeHead(404).end(),
      );
    }
  });
}

/** What the page has found when it is done. */
async function resultIn(browser: string): Promise<unknown> {
  const server = serve().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const profile = await mkdtemp(join(tmpdir(), 'ron-kernel-browser-'));
  const { port } = server.address() as AddressInfo;
  try {
    const { stdout } = await promisify(execFile)(browser, [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${profile}`,
      '--dump-dom',
      `http://127.0.0.1:${port}/`,
    ]);
    const [, text] = /<pre id="result">(.*)<\/pre>/s.exec(stdout) ?? [];
    if (text === undefined) throw new Error(`no result in ${stdout}`);
    return JSON.parse(text) as unknown;
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe('ron-kernel/bus in a browser', () => {
  it('delivers, accounts and lets timers be', { timeout: 120_000 }, async ({ skip }) => {
    skip(
      chromium === undefined && !required,
      'there is no /usr/bin/chromium; install it to run this',
    );
    expect(chromium, 'chromium is required, and not at /usr/bin/chromium').toBeDefined();
    expect(existsSync(join(root, 'dist/bus/index.js')), 'run `tsc -b lib` first').toBe(true);
    expect(await resultIn(chromium ?? '')).toEqual({
      order: 'published a1 b1 a2 b2 a3 b3 c1 c2 c3',
      losses: {
        delivered: 1,
        dropped: 6,
        pending: 3,
        notices: [
          { subscriber: 'slow', dropped: 6, abandoned: 0 },
          { subscriber: 'slow', dropped: 0, abandoned: 3 },
        ],
        abandoned: [{ subscriber: 'slow', pending: 3 }],
      },
      fairness: { immediates: 'undefined', begun: true, wentOn: true, endedByItself: false },
      iteration: [3, 4],
    });
  });
});
