import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chromium, noBrowser, type Tab } from '../../http/page/Chromium.js';
import { DemoProcess } from '../DemoProcess.js';
import { curlSays, hasCurl } from './curlSays.js';
import { logSays } from './logSays.js';
import { metricsSay } from './metricsSay.js';
import { pageSays } from './pageSays.js';
import { faults, table, type Expected, type Testimonies } from './Testimony.js';

/** How many moments the page may show until all agree: four a second, if nothing is in its way. */
const PATIENCE = 60;

/** How much of what the demo printed is shown beside what they disagree on. */
const LAST_LINES = 10;

/** The services, in the order they start. */
const SERVICES = ['audit', 'rollup', 'crunch', 'host', 'statsd'];

type Settings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** The demo's config file with less to say, so that what is counted is what the spec brings about. */
const CALM = {
  observability: { enabled: true, page: true },
  log: { format: 'json' },
  host: { interval: '1h' },
  rollup: { window: '60s' },
  audit: { capacity: 64, delay: '0ms' },
  supervisor: { backoffBase: '10ms', backoffCap: '20ms', restartCap: 1_000 },
  chaos: { crash: '', every: '100ms' },
} satisfies Settings;

/** A service that is up, as everybody tells it. */
const UP = {
  alive: 'true',
  ready: 'true',
  missing: '',
  degraded: '',
  'config.rejected': '',
  ...Object.fromEntries(SERVICES.map((name) => [`${name}.state`, 'running'])),
};

const skipped = noBrowser !== '' ? noBrowser : hasCurl ? '' : 'skipped: there is no curl';
if (skipped !== '') process.stdout.write(`page, curl, metrics and log: ${skipped}\n`);
const required = process.env['RON_REQUIRE_BROWSER'] === '1';

describe.skipIf(skipped !== '' && !required)('page, curl, metrics and log', () => {
  let folder: string;
  let chromium: Chromium | undefined;
  let demo: DemoProcess;
  let tab: Tab;
  let url: string;

  const settings = (...changes: readonly Settings[]) => {
    const sections: Settings = Object.assign({}, CALM, ...changes) as Settings;
    const lines = Object.entries(sections).map(([section, keys]) =>
      [
        `[${section}]`,
        ...Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
      ].join('\n'),
    );
    return writeFile(join(folder, 'kernel.toml'), `${lines.join('\n\n')}\n`);
  };
  const hear = async (): Promise<Testimonies> => {
    const page = await pageSays(tab.page);
    const [curl, metrics] = await Promise.all([curlSays(url), metricsSay(url)]);
    return { page, curl, metrics, log: logSays(demo.output, SERVICES) };
  };
  /** Waits until all agree, on what is expected too. What they never do fails with all they said. */
  const agree = async (step: string, expected: Expected): Promise<Testimonies> => {
    for (let moment = 1; ; moment++) {
      const said = await hear();
      const wrong = faults(said, expected);
      if (wrong.length === 0) return said;
      if (moment === PATIENCE) {
        const printed = demo.output.split('\n').slice(-LAST_LINES).join('\n');
        expect.fail(`${step}: ${wrong.join('; ')}\n\n${table(said)}\n\n${printed}`);
      }
    }
  };

  /** Where statsd listens: a free port, and another after each restart. */
  const statsdPort = async (): Promise<number> => {
    for (;;) {
      const { page } = await agree('where is statsd?', { 'audit.pending': '0' });
      const written = await readFile(join(folder, 'audit'), 'utf8');
      const ports = [...written.matchAll(/"statsd\.listening","address":"127\.0\.0\.1:(\d+)"/g)];
      if (ports.length === Number(page?.['statsd.generation'])) return Number(ports.at(-1)?.[1]);
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agreement-'));
    await settings();
    const flags = ['observability.address', 'statsd.address'].map((key) => `--${key}=127.0.0.1:0`);
    const files = [
      '--config',
      join(folder, 'kernel.toml'),
      `--audit.file=${join(folder, 'audit')}`,
    ];
    const { PATH, HOME } = process.env;
    demo = new DemoProcess([...files, ...flags], { npm: true, env: { PATH, HOME } });
    chromium = await Chromium.launch();
    [url = ''] = await demo.printed(/curl (http:\S+)\/readyz/);
    tab = await chromium.open(url);
  }, 120_000);
  afterEach(async () => {
    await demo[Symbol.asyncDispose]();
    await chromium?.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  it('agree on the demo, whatever befalls it', { timeout: 280_000 }, async () => {
    const first = await agree('start', { ...UP, 'config.version': '1', 'audit.dropped': '0' });
    expect(first).toMatchObject({
      page: {
        'statsd.generation': '1',
        'statsd.restarts': '0',
        published: expect.stringMatching(/^[1-9]/) as unknown,
      },
    });

    // A service that crashes and comes back.
    await settings({ chaos: { crash: 'statsd', every: '100ms' } });
    while ((await metricsSay(url))['statsd.restarts'] === '0');
    await settings();
    const recovered = await agree('crash', {
      ...UP,
      'config.version': '3',
      'statsd.restarts': /^[1-9]/,
      'statsd.generation': /^[2-9]|\d\d/,
    });
    expect(demo.output).toContain('"event":"service crashed","service":"statsd"');
    const { 'statsd.restarts': restarts, 'statsd.generation': generation } =
      recovered['page'] ?? {};
    expect(Number(generation)).toBe(Number(restarts) + 1);

    // One that crashes until it is quarantined.
    const strict = { supervisor: { ...CALM.supervisor, restartCap: 0 } };
    await settings(strict, { chaos: { crash: 'statsd', every: '100ms' } });
    const quarantined = await agree('quarantine', {
      alive: 'true',
      ready: 'false',
      missing: 'statsd',
      'config.version': '4',
      'statsd.state': 'quarantined',
      'statsd.restarts': /\d/,
    });
    expect(quarantined['log']).toMatchObject({
      missing: 'statsd',
      'statsd.state': 'quarantined',
      'statsd.generation': quarantined['page']?.['statsd.generation'],
    });
    expect(await tab.page.title()).toBe('not ready: statsd · ron-kernel');
    await settings();
    await agree('release', { ...UP, 'config.version': '5' });

    // A config that isn't valid, and the one before it again.
    await settings({ log: { format: 'json', levl: 'debug' } });
    const rejected = /log\.levl is not a known key; did you mean 'level'\?/;
    await agree('bad config', {
      ...UP,
      degraded: 'kernel.config',
      'config.version': '5',
      'config.rejected': rejected,
      'config.rejections': '1',
    });
    await settings();
    await agree('config mended', { ...UP, 'config.version': '5', 'config.rejections': '1' });

    // A subscriber that stalls, and loses what is too much for it.
    const port = await statsdPort();
    await settings({ audit: { ...CALM.audit, delay: '1h' } });
    await agree('before the stall', { ...UP, 'config.version': '6' });
    const socket = createSocket('udp4');
    const burst = Array.from({ length: 50 }, (_, index) => `load:${index}|ms`).join('\n');
    for (let sent = 0; sent < 20; sent++) socket.send(burst, port);
    await agree('stall', {
      alive: 'true',
      ready: 'true',
      'audit.pending': '64',
      'audit.dropped': /^[1-9]/,
      published: /^\d{3}/,
    });
    socket.close();
    await settings();
    const stalled = await agree('end of the stall', {
      ...UP,
      'config.version': '7',
      'audit.pending': '0',
      'audit.dropped': /^[1-9]/,
    });
    expect(stalled['log']?.['audit.dropped']).toBe(stalled['page']?.['audit.dropped']);

    // kill, as one does it: what was started is told to end.
    const ending = demo.kill('SIGTERM');
    await agree('kill', { alive: 'false' });
    const { stdout, stderr } = await ending;
    expect(stderr).not.toContain('ron-kernel');
    expect(stdout).toMatch(/"event":"stopped","reason":"(SIGTERM|npm start has ended)"\}/);
    const [, lines] = /"event":"audit file closed".*"lines":(\d+)\}/.exec(stdout) ?? [];
    const written = await readFile(join(folder, 'audit'), 'utf8');
    expect(written.split('\n')).toHaveLength(Number(lines) + 1);
    expect(written).toContain('{"type":"kernel.shutdown"');
  });
});
