import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DemoProcess } from './DemoProcess.js';

const build = fileURLToPath(new URL('../../build/', import.meta.url));
const POLL = { timeout: 15_000, interval: 20 };

describe('chaos in the demo', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chaos-'));
    file = join(folder, 'kernel.toml');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const auditFile = () => join(folder, 'audit.jsonl');
  const configure = (crash: string) =>
    writeFile(
      file,
      [
        '[observability]\nenabled = true\naddress = "127.0.0.1:0"',
        '[statsd]\naddress = "127.0.0.1:0"',
        '[log]\nformat = "json"',
        '[supervisor]\nbackoffBase = "20ms"',
        '[rollup]\nwindow = "100ms"',
        `[audit]\nfile = ${JSON.stringify(auditFile())}\ndelay = "0ms"`,
        `[chaos]\ncrash = "${crash}"\nevery = "100ms"`,
      ].join('\n'),
    );
  const start = async (args: readonly string[] = [], script?: string) => {
    const demo = new DemoProcess(['--config', file, ...args], {
      cwd: folder,
      ...(script !== undefined && { script }),
    });
    const [url = ''] = await demo.printed(/curl (http:\S+)\/readyz/);
    const readyz = async () => {
      const response = await fetch(`${url}/readyz`);
      const body = (await response.json()) as { readonly missing: readonly string[] };
      return [response.status, ...body.missing];
    };
    const metric = async (series: string) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return Number(line?.slice(series.length));
    };
    const quarantined = (service: string) =>
      expect
        .poll(() => metric(`service_state{service="${service}",state="quarantined"}`), POLL)
        .toBe(1);
    return { demo, readyz, metric, quarantined };
  };
  const logged = (stdout: string, event: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter((entry) => entry['event'] === event);
  const audited = async (type: string) => {
    const lines = (await readFile(auditFile(), 'utf8')).trimEnd().split('\n');
    return lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter((event) => event['type'] === type);
  };

  it('crashes a service until its quarantine: in events, metrics, probes, and few log lines', async () => {
    await configure('');
    const { demo, metric, quarantined, readyz } = await start(['--chaos.crash=statsd']);
    await using running = demo;
    await quarantined('statsd');

    expect(await readyz()).toEqual([503, 'statsd']);
    expect(await metric('kernel_ready')).toBe(0);
    expect(await metric('service_restarts_total{service="statsd"}')).toBe(5);
    expect(await metric('service_restart_seconds_count')).toBe(5);
    expect(await metric('service_restarts_total{service="host"}')).toBe(0);
    expect(await metric('service_state{service="host",state="running"}')).toBe(1);

    const { code, signal, stderr, stdout } = await running.kill('SIGTERM');
    expect([code, signal, stderr]).toEqual([0, null, '']);
    const reason = 'crashed on purpose: chaos.crash names it';
    expect(logged(stdout, 'service crashed')).toMatchObject([
      { level: 'warn', service: 'statsd', reason, decision: 'restart', count: 1 },
    ]);
    expect(logged(stdout, 'service crashed too often')).toMatchObject([
      { level: 'error', service: 'statsd', reason, decision: 'quarantine', count: 6 },
    ]);
    expect(stdout.split('\n').filter((line) => line.includes(reason))).toHaveLength(2);
    const crashed = { type: 'kernel.service.crashed', service: 'statsd', reason };
    expect(await audited('kernel.service.crashed')).toEqual(
      Array.from({ length: 6 }, () => crashed),
    );
    const health = await audited('kernel.health');
    expect(health.filter(({ service }) => service === 'statsd').map(({ ok }) => ok)).toEqual(
      Array.from({ length: 12 }, (_, index) => index % 2 === 0),
    );
  });

  it.each(['audit', 'rollup', 'crunch', 'host', 'statsd'])(
    'is switched on and off by an edit, and %s is back',
    async (service) => {
      await configure('');
      const { demo, metric, quarantined, readyz } = await start();
      await using running = demo;
      expect(await readyz()).toEqual([200]);
      await configure(service);
      await quarantined(service);
      expect(await readyz()).toEqual([503, service]);

      await configure('');
      await expect.poll(readyz, POLL).toEqual([200]);
      expect(await metric(`service_state{service="${service}",state="running"}`)).toBe(1);

      const { code, stderr, stdout } = await running.kill('SIGTERM');
      expect([code, stderr]).toEqual([0, '']);
      expect(logged(stdout, 'released from quarantine')).toMatchObject([{ service }]);
      expect(logged(stdout, 'stopped')).toMatchObject([{ level: 'info', reason: 'SIGTERM' }]);
      if (service !== 'audit') expect(await audited('kernel.service.crashed')).toHaveLength(6);
    },
  );

  it('lets crunch score windows in a thread of its own, before and after a crash', async () => {
    await configure('');
    const { demo, metric } = await start([
      '--supervisor.restartCap=1000',
      '--supervisor.backoffCap=100ms',
    ]);
    await using running = demo;
    const scored = async () =>
      (await readFile(auditFile(), 'utf8')).split('"type":"crunch.scored"').length - 1;
    await expect.poll(scored, POLL).toBeGreaterThan(2);
    await configure('crunch');
    const restarts = () => metric('service_restarts_total{service="crunch"}');
    await expect.poll(restarts, POLL).toBeGreaterThan(0);
    await configure('');
    await expect.poll(scored, POLL).toBeGreaterThan((await scored()) + 5);
    expect((await running.kill('SIGTERM')).code).toBe(0);
  });

  it('replaces a thread that has got into an endless loop', async () => {
    await configure('');
    // The demo with another worker, as deep in the folders as the one that it copies.
    const copy = await mkdtemp(join(build, 'endless-'));
    try {
      await cp(join(build, 'playground'), copy, { recursive: true });
      await writeFile(
        join(copy, 'workers', 'crunch.js'),
        "import { parentLink } from 'ron-kernel';\nlet windows = 0;\n" +
          'parentLink().answer(() => { while (++windows > 3); });\n',
      );
      const { demo, metric } = await start([], join(copy, 'main.js'));
      await using running = demo;
      const restarts = () => metric('service_restarts_total{service="crunch"}');
      await expect.poll(restarts, POLL).toBeGreaterThan(0);
      const { code, stdout } = await running.kill('SIGTERM');
      expect(code).toBe(0);
      expect(logged(stdout, 'service crashed')).toMatchObject([
        { service: 'crunch', cause: 'heartbeat', decision: 'restart' },
      ]);
    } finally {
      await rm(copy, { recursive: true });
    }
  });

  it.runIf(process.platform === 'linux')(
    'leaves no thread behind, however often one was replaced',
    async () => {
      await configure('');
      const { demo, quarantined } = await start();
      await using running = demo;
      const threads = async () => (await readdir(`/proc/${String(running.pid)}/task`)).length;
      const before = await threads();
      await configure('crunch');
      await quarantined('crunch');
      await expect.poll(threads, POLL).toBeLessThan(before);
      expect((await running.kill('SIGTERM')).code).toBe(0);
      await expect(threads()).rejects.toThrow('ENOENT');
    },
  );

  it('is refused for a service that is not there', async () => {
    await configure('');
    await using demo = new DemoProcess(['--config', file, '--chaos.crash=nobody']);
    const { code, stderr } = await demo.ending;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^ron-kernel demo: [^\n]*--chaos\.crash[^\n]* one of audit,[^\n]* statsd, or '' for none\n$/,
      ),
    ]);
  });
});
