import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRecording } from 'ron-kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { helpText } from '../../playground/helpText.js';
import { DemoProcess } from './DemoProcess.js';

const anyNumber: unknown = expect.any(Number);
const built = fileURLToPath(new URL('../../build/playground/', import.meta.url));

describe('the demo', () => {
  let folder: string;
  let auditFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
    auditFile = join(folder, 'audit.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = (...args: string[]) =>
    new DemoProcess(
      [
        '--statsd.address=127.0.0.1:0',
        '--observability.address=127.0.0.1:0',
        `--audit.file=${auditFile}`,
        ...args,
      ],
      { cwd: folder },
    );
  const audited = async () => {
    const text = await readFile(auditFile, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  };
  const ready = async (demo: DemoProcess) => {
    const [url = ''] = await demo.printed(/curl (http:\S+)\/readyz/);
    const [port = ''] = await demo.printed(/\/dev\/udp\/127\.0\.0\.1\/(\d+)/);
    return { url, port: Number(port) };
  };

  it('shows what its recorder has, where it is on', async () => {
    await using demo = run('--recorder.enabled=true', '--host.interval=20ms');
    const { url } = await ready(demo);
    const recorded = async () => {
      const response = await fetch(`${url}/debug/recorder`);
      return parseRecording(await response.text()).events;
    };
    await expect
      .poll(async () => (await recorded()).map(({ publisher }) => publisher), { timeout: 15_000 })
      .toContain('host');
    await using other = run();
    const { url: without } = await ready(other);
    expect((await fetch(`${without}/debug/recorder`)).status).toBe(404);
  });

  it('takes metrics, rolls them up, writes them down, answers probes and stops on SIGTERM', async () => {
    await using demo = run('--rollup.window=100ms', '--audit.delay=0ms', '--host.interval=20ms');
    const { url, port } = await ready(demo);

    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
    const readyz = await fetch(`${url}/readyz`);
    // Not that nothing is degraded: on a busy machine a subscriber may rightly be near its limit.
    expect([readyz.status, await readyz.json()]).toMatchObject([200, { ready: true, missing: [] }]);

    const socket = createSocket('udp4');
    socket.send(
      'hits:1|c\nhits:2|c|@0.5\nbad line\nload:7|g|#host:a\ntime:3|ms\nusers:ann|s',
      port,
    );
    const seen = async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return /^events_published_total (\d+)$/m.exec(text)?.[1];
    };
    expect(Number(await seen())).toBeGreaterThan(0);
    // The gauge stays in every later window, so that any number of them tells that all is in.
    await expect
      .poll(async () => readFile(auditFile, 'utf8'), { timeout: 15_000 })
      .toMatch(/"gauges":\{"load":7\}.*"host":\{/);
    socket.close();

    const { code, stderr } = await demo.kill('SIGTERM');
    expect([code, stderr]).toEqual([0, '']);
    const lines = await audited();
    expect(lines).toContainEqual({
      type: 'statsd.metric',
      kind: 'counter',
      name: 'hits',
      value: 2,
      rate: 0.5,
    });
    expect(lines).toContainEqual({ type: 'statsd.bad-lines', lines: 1 });
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'rollup.window',
        counters: { hits: { count: 5, rate: anyNumber } },
        gauges: { load: 7 },
        timers: { time: { count: 1, min: 3, max: 3, mean: 3, p50: 3, p95: 3, p99: 3 } },
        sets: { users: 1 },
        badLines: 1,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'host.sample',
        cpu: anyNumber,
        rss: anyNumber,
      }),
    );
    expect(lines).toContainEqual({ type: 'kernel.shutdown', reason: 'SIGTERM' });
  });

  it('lets audit lag, says so, and has in the file as many lines as audit wrote', async () => {
    await using demo = run('--audit.capacity=8', '--audit.delay=20ms');
    const { url, port } = await ready(demo);
    const socket = createSocket('udp4');
    for (let burst = 0; burst < 10; burst++) {
      socket.send(Array.from({ length: 50 }, (_, index) => `n:${index}|ms`).join('\n'), port);
    }
    await demo.printed(/warn {2}events dropped so far subscriber=audit dropped=(\d+)/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^bus_lagged_total\{subscriber="audit"\} [1-9]\d*$/m);
    socket.close();

    const { code, stdout } = await demo.kill('SIGINT');
    expect(code).toBe(0);
    const [, written] = /audit file closed .*lines=(\d+)/.exec(stdout) ?? [];
    expect(await audited()).toHaveLength(Number(written));
  });

  it('needs nothing installed to help, and says what it takes', async () => {
    const bare = join(folder, 'bare');
    await mkdir(bare);
    await writeFile(join(bare, 'package.json'), '{"type":"module"}');
    for (const file of ['main', 'flags', 'helpText', 'parseCommandLine']) {
      await copyFile(`${built}${file}.js`, join(bare, `${file}.js`));
    }
    await using demo = new DemoProcess(['--help'], { script: join(bare, 'main.js') });
    expect(await demo.ending).toEqual({ code: 0, signal: null, stdout: helpText, stderr: '' });
  });

  it('checks a config file and starts nothing: 0 if it is valid, 1 with all that is wrong', async () => {
    await using valid = new DemoProcess(['--check-config']);
    expect(await valid.ending).toMatchObject({ code: 0, stderr: '' });
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'log:\n  levl: info\nbus:\n  capacity: none\naudit:\n  delay: 5\n');
    await using bad = new DemoProcess(['--check-config', '--config', file]);
    expect(await bad.ending).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: [
        `${file}: log.levl is not a known key; did you mean 'level'?`,
        `${file}: audit.delay has no unit, got 5: write a number and a unit, such as '250ms', '30s' or '5m'`,
        `${file}: bus.capacity must be a number, got 'none'`,
        'ron-kernel demo: 3 problems; the config is not valid',
        '',
      ].join('\n'),
    });
    await writeFile(file, 'log:\n  level: [\n');
    await using broken = new DemoProcess(['--check-config', '--config', file]);
    const { code, stderr } = await broken.ending;
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}:3:1: is no valid YAML: `);
  });

  it('prints the JSON Schema of its config file', async () => {
    await using demo = new DemoProcess(['--print-config-schema']);
    const { code, stdout } = await demo.ending;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: {
        audit: { properties: { delay: { type: 'string', default: '50ms', 'x-maximum': '1h' } } },
        log: { properties: { level: { enum: ['error', 'warn', 'info', 'debug'] } } },
      },
    });
  });

  describe('ends with one line on stderr', () => {
    const fails = async (demo: DemoProcess, code: number, line: RegExp) => {
      await using failing = demo;
      const ending = await failing.ending;
      expect(ending.stderr).toMatch(/^ron-kernel demo: [^\n]+\n$/);
      expect(ending.stderr).toMatch(line);
      expect(ending.code).toBe(code);
    };
    const withFile = async (text: string) => {
      const file = join(folder, 'my.toml');
      await writeFile(file, text);
      return run('--config', 'my.toml');
    };

    it('and code 2 on a flag it does not know', () =>
      fails(run('--nast=broker'), 2, /Unknown option '--nast'; --help lists every flag/));

    it('and code 1 on a key it does not know, with the one that may be meant', () =>
      fails(run('--log.levl=debug'), 1, /--log\.levl: .* did you mean 'level'\?/));

    it('and code 1 when the UDP port is in use', async () => {
      const other = createSocket('udp4').bind(0, '127.0.0.1');
      await once(other, 'listening');
      const address = `127.0.0.1:${other.address().port}`;
      await fails(
        run(`--statsd.address=${address}`),
        1,
        new RegExp(`statsd.address ${address} is in use`),
      );
      other.close();
    });

    it('and code 1 when the HTTP port is in use', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const flag = `--observability.address=127.0.0.1:${port}`;
      await fails(run(flag), 1, new RegExp(`observability.address 127.0.0.1:${port} is in use`));
      other.close();
    });

    it('and code 1 on TOML that is broken', async () =>
      fails(await withFile('[log]\nlevel = "debug\n'), 1, /my\.toml:2/));

    it('and code 1 on a key it does not know, with the one that was meant', async () =>
      fails(
        await withFile('[statsd]\nadress = "127.0.0.1:0"\n'),
        1,
        /my\.toml.*statsd\.adress.*did you mean 'address'/,
      ));

    it('and code 1 on a file that is not there', () =>
      fails(run('--config', 'none.toml'), 1, /none\.toml/));

    it('and code 1 on a value that is no good, naming the flag', () =>
      fails(run('--host.interval=soon'), 1, /--host\.interval.*write a number and a unit/));

    it('and code 1 when it may not write its audit file', () =>
      fails(run(`--audit.file=${folder}`), 1, /'audit' failed to start: EISDIR/));
  });
});
