import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectSource, OptionTypeError } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { number, object, string } from 'yup';
import { openKernelConfig, type KernelConfigOptions } from '../../lib/config/index.js';
import { nextReload, rejectionOf } from './support.js';

async function valueOf(options: Omit<KernelConfigOptions, 'schema'>) {
  const config = await openKernelConfig({
    env: {},
    reloadOn: [],
    ...options,
  });
  await config.close();
  return config.value;
}

describe('openKernelConfig', () => {
  it('has the kernel’s keys with their defaults, durations in milliseconds', async () => {
    expect(await valueOf({})).toEqual({
      bus: { capacity: 4096, lossWarning: 5_000 },
      supervisor: {
        backoffBase: 100,
        backoffCap: 30_000,
        restartCap: 5,
        restartWindow: 60_000,
        stableAfter: 10_000,
        startTimeout: 30_000,
        stopTimeout: 5_000,
      },
      observability: {
        enabled: false,
        address: '127.0.0.1:0',
        allowedHosts: [],
        page: false,
        watchdogAddress: '',
        stallThreshold: 5_000,
      },
      recorder: { enabled: false, events: 1_000, bytes: 4_194_304, file: '', endpoint: false },
      log: { format: 'json', level: 'info' },
      shutdown: { drainDelay: 0, deadline: 10_000 },
    });
  });

  it('lets flags win over the environment, it over the file, it over values from code', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const file = join(folder, 'kernel.toml');
    await writeFile(
      file,
      '[supervisor]\nbackoffBase = "2s"\nbackoffCap = "3s"\nstopTimeout = "4s"\n',
    );
    const { supervisor } = await valueOf({
      file,
      values: { supervisor: { backoffBase: 1, backoffCap: 2, stopTimeout: 3, startTimeout: 4 } },
      env: { RONK_SUPERVISOR_BACKOFF_BASE: '1s', RONK_SUPERVISOR_BACKOFF_CAP: '5s' },
      argv: ['--supervisor.backoffBase=500ms'],
    });
    expect(supervisor).toMatchObject({
      backoffBase: 500,
      backoffCap: 5_000,
      stopTimeout: 4_000,
      startTimeout: 4,
    });
    await rm(folder, { recursive: true });
  });

  it('lets sources of a user’s own win over the file, and the environment over them', async () => {
    const sources = [
      objectSource({ bus: { capacity: 30 }, log: { level: 'error' } }),
      objectSource({ bus: { capacity: 40 } }, { name: 'consul' }),
    ];
    const values = { log: { level: 'warn', format: 'text' } };
    const value = await valueOf({ values, sources, env: { RONK_LOG_LEVEL: 'debug' } });
    expect(value.bus.capacity).toBe(40);
    expect(value.log).toEqual({ level: 'debug', format: 'text' });
  });

  it('adds a user’s keys beside them, typed, with their tests and defaults', async () => {
    const schema = object({
      statsd: object({ port: number().integer().default(8125) }),
      name: string().default('node'),
    })
      .default({ name: 'demo', statsd: { port: 1 } })
      .test('unnamed', 'name is taken', ({ name }) => name !== 'root');
    const config = await openKernelConfig({
      schema,
      env: { RONK_STATSD_PORT: '9125' },
      reloadOn: [],
    });
    expectTypeOf(config.value.statsd.port).toEqualTypeOf<number>();
    expectTypeOf(config.value.log.level).toEqualTypeOf<'debug' | 'error' | 'info' | 'warn'>();
    expect(config.value).toMatchObject({
      name: 'demo',
      statsd: { port: 9125 },
      bus: { capacity: 4096 },
    });
    await config.close();
    const options = { schema, env: {}, argv: ['--name=root'] };
    expect((await rejectionOf(openKernelConfig(options))).message).toContain('name is taken');
  });

  it.each([
    [
      object({ log: object({ file: string() }) }),
      "schema has 'log', which is a key of the kernel's; rename yours",
    ],
    [number(), 'schema must be a yup object schema, got an object'],
    [{}, 'schema must be a yup object schema, got an object'],
  ])('refuses a schema that isn’t one or clashes', async (schema, message) => {
    // @ts-expect-error what a JavaScript user may pass
    const opening = openKernelConfig({ schema, env: {} });
    await expect(opening).rejects.toThrow(new OptionTypeError(message));
  });

  it.each([
    [['--bus.capacity=0'], 'bus.capacity must be greater than or equal to 1'],
    [['--bus.capacity=1.5'], 'bus.capacity must be an integer'],
    [['--bus.capacity=4194305'], 'bus.capacity must be less than or equal to 4194304'],
    [
      ['--supervisor.backoffBase=31s'],
      'supervisor.backoffBase must not be above supervisor.backoffCap',
    ],
    [['--supervisor.restartCap=-1'], 'supervisor.restartCap must be greater than or equal to 0'],
    [['--supervisor.restartWindow=0s'], 'supervisor.restartWindow must be at least 1ms'],
    [['--supervisor.startTimeout=0s'], 'supervisor.startTimeout must be at least 1ms'],
    [
      ['--observability.address=9600'],
      "observability.address must be host:port, such as '127.0.0.1:9600' or '[::1]:0'",
    ],
    [['--observability.watchdogAddress=9600'], 'observability.watchdogAddress must be host:port'],
    [['--observability.address=a:65536'], 'observability.address must be host:port'],
    [
      ['--log.level=loud'],
      'log.level must be one of the following values: error, warn, info, debug',
    ],
    [['--log.format=xml'], 'log.format must be one of the following values: json, text'],
    [['--shutdown.drainDelay=11s'], 'shutdown.drainDelay must not be above shutdown.deadline'],
  ])('refuses %j', async (argv, message) => {
    const { issues } = await rejectionOf(openKernelConfig({ argv, env: {} }));
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toContain(message);
  });

  it.each([
    ['--supervisor.backoffBase=30s', 'its cap'],
    ['--shutdown.drainDelay=10s', 'the deadline'],
    ['--observability.watchdogAddress=', 'nowhere'],
  ])('takes what is just allowed: %s, %s', async (flag) => {
    await expect(valueOf({ argv: [flag] })).resolves.toBeDefined();
  });

  it.each(['localhost:1', '[::1]:65535', '0.0.0.0:0'])('takes the address %s', async (address) => {
    const { observability } = await valueOf({ argv: [`--observability.address=${address}`] });
    expect(observability.address).toBe(address);
  });

  it('refuses an unknown RONK_ variable', async () => {
    const { message } = await rejectionOf(openKernelConfig({ env: { RONK_LOG_LEVL: 'info' } }));
    expect(message).toBe(
      'config rejected: RONK_LOG_LEVL: is not a known variable; did you mean RONK_LOG_LEVEL?',
    );
  });

  it('keeps bus.capacity and observability.address until a restart', async () => {
    const env: Record<string, string> = {};
    const config = await openKernelConfig({ env, reloadOn: [] });
    env['RONK_BUS_CAPACITY'] = '8';
    env['RONK_OBSERVABILITY_ADDRESS'] = '127.0.0.1:9600';
    env['RONK_LOG_LEVEL'] = 'debug';
    const outcome = await config.reload();
    expect(outcome).toMatchObject({ status: 'applied', changed: ['log.level'] });
    expect([...outcome.pendingRestart].sort()).toEqual(['bus.capacity', 'observability.address']);
    await config.close();
  });

  it('calls values from code so', async () => {
    const { message } = await rejectionOf(openKernelConfig({ values: { logg: {} }, env: {} }));
    expect(message).toBe("config rejected: values: logg is not a known key; did you mean 'log'?");
  });

  it('has its guard checked', async () => {
    const guard = { service: 'ingest', for: 0 };
    await expect(openKernelConfig({ env: {}, guard })).rejects.toThrow('guard.for must be');
  });

  it('reloads when its file changes, by default', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const file = join(folder, 'app.toml');
    await writeFile(file, 'log.level = "info"\n');
    const config = await openKernelConfig({ env: {}, file });
    const reloaded = nextReload(config);
    await writeFile(file, 'log.level = "debug"\n');
    expect(await reloaded).toMatchObject({ status: 'applied', changed: ['log.level'] });
    await config.close();
    await rm(folder, { recursive: true });
  });

  it('reloads on SIGHUP by default', async () => {
    const before = process.listenerCount('SIGHUP');
    const config = await openKernelConfig({ env: {} });
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    await config.close();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});
