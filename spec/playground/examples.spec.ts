import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Chromium, noBrowser } from '../http/page/Chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}playground/examples/`;
const built = `${root}build/playground/examples/`;

/** What each example that ends by itself says at its end, so that none ends early unnoticed. */
const lastLines: Readonly<Record<string, string | RegExp>> = {
  bus: 'published 11, abandoned by 0 subscribers',
  config: "applied [ 'log.level', 'timeout' ]",
  kernel: /stopped reason="seen enough"$/,
  nestjs: /^\{.*"event":"stopped","reason":"closed"\}$/,
  pool: 'pool-1 had 10 events and lost 0',
  script: /^\d+ pages, \d{4,} words, 0 left over$/,
  supervise: /^gave up: the source was restarted 3 times within 60000 ms .*connection lost$/,
};
/** Those that go on until they are stopped. */
const servers = ['express', 'fastify'];

describe('the examples', () => {
  const names = readdirSync(folder);

  it('are the ones that are run here', () => {
    const run = [...Object.keys(lastLines), ...servers, 'browser'];
    expect(names.toSorted()).toEqual(run.map((name) => `${name}.ts`).toSorted());
  });

  it.each(names)('%s is short', (name) => {
    expect(
      readFileSync(folder + name, 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThan(41);
  });

  it.each(Object.entries(lastLines))('%s runs and ends by itself', async (name, last) => {
    const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' } };
    const run = promisify(execFile)(process.execPath, [`${built}${name}.js`], options);
    const { stdout, stderr } = await run;
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(last);
    if (name === 'nestjs') expect(stdout).toContain('\nplease pay 12\n');
  });

  describe.each(servers)('%s', (name) => {
    interface Served {
      readonly child: ChildProcess;
      readonly output: () => string;
      readonly said: (pattern: RegExp) => Promise<RegExpExecArray>;
    }

    function serve(): Served {
      const env = { ...process.env, PORT: '0' };
      const child = spawn(process.execPath, [`${built}${name}.js`], { env });
      onTestFinished(() => void child.kill('SIGKILL'));
      let output = '';
      child.stdout.on('data', (text: Buffer) => (output += text.toString()));
      child.stderr.on('data', (text: Buffer) => (output += text.toString()));
      return {
        child,
        output: () => output,
        said: async (pattern) => {
          for (;;) {
            const found = pattern.exec(output);
            if (found) return found;
            if (child.exitCode !== null) throw new Error(`it has ended\n${output}`);
            await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
          }
        },
      };
    }

    it('serves, publishes, tells how it is and stops in order', async () => {
      const { child, output, said } = serve();
      const [, port = ''] = await said(/listening.*?(?:port: |127\.0\.0\.1:|::1\]:)(\d+)/s);
      await said(/"event":"ready"/);
      const url = `http://localhost:${port}`;
      await fetch(`${url}/metrics`); // what is timed is timed from the first scrape on
      const headers = { 'content-type': 'application/json' };
      const order = { method: 'POST', headers, body: '{"total":12}' };
      const path = name === 'express' ? '/orders/12' : '/orders';
      expect((await fetch(url + path, order)).status).toBe(202);
      const [line] = await said(/^.*"event":"order".*$/m);
      expect(JSON.parse(line)).toMatchObject({ total: 12 });
      if (name === 'express') expect(line).toMatch(/"corr_id":"[\da-f-]{36}"/);

      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true });
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const counted = (route: string): string | undefined =>
        metrics
          .split('\n')
          .find((text) => text.startsWith(`request_latency_seconds_count{route="${route}"`));
      expect(metrics).toContain('\nservice_state{service="web",state="running"} 1\n');
      expect(counted('/readyz')).toMatch(/ 1$/);
      if (name === 'fastify') expect(counted('/orders')).toMatch(/status="202"\} 1$/);

      child.kill('SIGTERM');
      await once(child, 'close');
      expect({ code: child.exitCode, output: output() }).toMatchObject({ code: 0 });
      expect(output()).toContain('"event":"stopped","reason":"SIGTERM"');
    });
  });

  it.skipIf(noBrowser !== '')(
    `browser runs in Chromium${noBrowser && ` (${noBrowser})`}`,
    async () => {
      const bundle = await rolldown({ input: `${built}browser.js`, platform: 'browser' });
      const { output } = await bundle.generate({ minify: true });
      await bundle.close();

      const held: ServerResponse[] = [];
      const moves: string[] = [];
      let holding = true;
      const server = createServer((request, response) => {
        if (request.url === '/app.js') {
          response.setHeader('content-type', 'text/javascript').end(output[0].code);
        } else if (request.url === '/moves') {
          request.setEncoding('utf8').on('data', (body: string) => moves.push(body));
          if (holding) held.push(response);
          else response.end();
        } else {
          response.setHeader('content-type', 'text/html');
          response.end(
            '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="app.js"></script>',
          );
        }
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const { port } = Object(server.address()) as { port: number };
      const browser = await Chromium.launch();
      onTestFinished(() => browser.close());
      const { page, complaints } = await browser.open(`http://127.0.0.1:${port}/`);

      const lines = page.locator('p');
      for (let n = 1; n <= 5; n++) {
        await page.mouse.move(n, 10);
        await lines.filter({ hasText: `at ${n}, 10` }).waitFor();
      }
      await lines.filter({ hasText: 'left out 3' }).waitFor();
      holding = false;
      for (const response of held) response.end();
      await lines.filter({ hasText: 'sent 5, 10' }).waitFor();
      expect(moves.map((text) => Object(JSON.parse(text)) as { x: number })).toMatchObject([
        { x: 1 },
        { x: 5 },
      ]);
      expect(complaints).toEqual([]);
    },
  );
});
