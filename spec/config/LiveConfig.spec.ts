import {
  ConfigClosedError,
  duration,
  envSource,
  flagSource,
  LiveConfig,
  objectSource,
  OptionTypeError,
  restartRequired,
  type ConfigSnapshot,
  type ConfigSource,
} from 'ron-kernel';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { array, boolean, date, lazy, mixed, number, object, string, ValidationError } from 'yup';
import { MutableSource, nextReload, rejectionOf } from './support.js';

const schema = object({
  port: number().integer().min(1).required(),
  log: object({ level: string().oneOf(['debug', 'info']).default('info') }),
});

class Foreign extends Error {
  readonly inner = [new Error('one')];
}

describe('LiveConfig', () => {
  describe('open', () => {
    it('lets later sources win over earlier ones, and all over the schema’s defaults', async () => {
      const config = await LiveConfig.open({
        schema: object({
          a: number().default(1),
          b: number().default(1),
          c: number().default(1),
          d: number().default(1),
        }),
        sources: [
          objectSource({ b: 2, c: 2, d: 2 }),
          envSource('APP_', { APP_C: '3', APP_D: '3' }),
          flagSource(['--d=4']),
        ],
      });
      expect(config.value).toEqual({ a: 1, b: 2, c: 3, d: 4 });
      await config.close();
    });

    it('merges sections key by key, and replaces lists whole', async () => {
      const config = await LiveConfig.open({
        schema: object({
          hosts: array(string().required()).default(['default']),
          log: object({ level: string(), file: string() }),
        }),
        sources: [
          objectSource({ hosts: ['a', 'b'], log: { level: 'debug', file: 'x' } }),
          objectSource({ hosts: ['c'], log: { level: 'info' } }),
        ],
      });
      expect(config.value).toEqual({ hosts: ['c'], log: { level: 'info', file: 'x' } });
      await config.close();
    });

    it('types the value by the schema, read-only at any depth', async () => {
      const config = await LiveConfig.open({ schema, sources: [objectSource({ port: 80 })] });
      expectTypeOf(config.value.port).toEqualTypeOf<number>();
      expectTypeOf(config.value.log).toEqualTypeOf<{ readonly level: 'debug' | 'info' }>();
      await config.close();
    });

    it('freezes the value at any depth, and leaves what was given as it was', async () => {
      const given = { list: [{ a: 1 }] };
      const config = await LiveConfig.open({
        schema: object({ list: array(object({ a: number().required() })).required() }),
        sources: [objectSource(given)],
      });
      expect(Object.isFrozen(config.snapshot)).toBe(true);
      expect(Object.isFrozen(config.value.list[0])).toBe(true);
      expect(Object.isFrozen(given.list)).toBe(false);
      given.list.push({ a: 2 });
      expect(config.value.list).toEqual([{ a: 1 }]);
      await config.close();
    });

    it('starts with version 1, nothing changed and nothing pending', async () => {
      const config = await LiveConfig.open({ schema, sources: [objectSource({ port: 80 })] });
      expect(config.snapshot).toEqual({
        version: 1,
        value: { port: 80, log: { level: 'info' } },
        changed: [],
        pendingRestart: [],
      });
      await config.close();
    });

    it('reports every fault at once, each with its source and key', async () => {
      const { issues } = await rejectionOf(
        LiveConfig.open({
          schema: object({
            port: number().integer().min(1).required(),
            name: string().required(),
            on: boolean(),
            log: object({
              level: string().oneOf(['debug', 'info']),
              file: string().min(3).oneOf(['out', 'err']),
            }),
          }),
          sources: [
            objectSource({ prot: 1, log: { level: 'loud', file: 4 } }),
            envSource('APP_', { APP_PORT: 'many', APP_ON: 'perhaps' }),
            flagSource(['--log.colour=red']),
          ],
        }),
      );
      expect(issues.map(({ source, message }) => `${source}: ${message}`)).toEqual([
        "object: prot is not a known key; did you mean 'port'?",
        '--log.colour: log.colour is not a known key; known here: level, file',
        "APP_ON: on must be a boolean, got 'perhaps'",
        "APP_PORT: port must be a number, got 'many'",
        ': name is a required field; set it in object, APP_NAME or --name',
        'object: log.level must be one of the following values: debug, info',
        'object: log.file must be a string, got 4',
      ]);
    });

    it('spells out twenty faults and counts the rest', async () => {
      const many = Object.fromEntries(
        Array.from({ length: 25 }, (_, i) => [`stray${String(i)}`, 1]),
      );
      const error = await rejectionOf(
        LiveConfig.open({ schema, sources: [objectSource({ ...many, port: 1 })] }),
      );
      expect(error.issues).toHaveLength(25);
      expect(error.message.split('\n')).toHaveLength(22);
      expect(error.message).toMatch(/^config rejected, 25 problems:\n[^]*\n {2}and 5 more$/);
      expect(error.message).toBe(`config rejected, ${error.reason}`);
    });

    it('takes what is typed at its word: nothing is cast but text', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({ port: number(), name: string(), at: string(), list: array(number()) }),
          sources: [objectSource({ port: '80', name: 7, at: new Date(0), list: 'x' })],
        }),
      );
      expect(error.issues.map(({ message }) => message).sort()).toEqual([
        'at must be a string, got a date',
        "list must be an array, got 'x'",
        'name must be a string, got 7',
        "port must be a number, got '80'",
      ]);
    });

    it('casts nothing that is typed, also beside text', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({ port: number(), name: string() }),
          sources: [objectSource({ port: '80' }), flagSource(['--name=x'])],
        }),
      );
      expect(error.message).toBe("config rejected: object: port must be a number, got '80'");
    });

    it.each([
      [[], 'port is a required field; give port a default'],
      [[objectSource({})], 'port is a required field; set it in object'],
      [[objectSource({}), flagSource([])], 'port is a required field; set it in object or --port'],
    ])('says how to give what is missing (%#)', async (sources, message) => {
      const error = await rejectionOf(LiveConfig.open({ schema, sources }));
      expect(error.message).toBe(`config rejected: ${message}`);
    });

    it('lists what is known where a stray key stands, and what is called so elsewhere', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({ a: object({ b: object({ level: string() }) }), other: number() }),
          sources: [objectSource({ level: 1, colour: 'red' })],
        }),
      );
      expect(error.issues.map(({ message }) => message)).toEqual([
        "level is not a known key; did you mean 'a.b.level'?",
        'colour is not a known key; known here: a, other',
      ]);
    });

    it('finds a key that was put into the wrong section', async () => {
      const error = await rejectionOf(
        LiveConfig.open({ schema, sources: [objectSource({ port: 80, level: 'info' })] }),
      );
      expect(error.message).toBe(
        "config rejected: object: level is not a known key; did you mean 'log.level'?",
      );
    });

    it('names keys in lists, and quotes those that need it', async () => {
      const fine = Array.from({ length: 8 }, () => ({}));
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({ hosts: array(object({ 'a.b': number() })) }),
          sources: [objectSource({ hosts: [{ 'a.b': 'x' }, { c: 1 }, ...fine, { 'a.b': 'y' }] })],
        }),
      );
      expect(error.issues).toMatchObject([
        { key: 'hosts.1.c', message: 'hosts.1.c is not a known key; known here: a.b' },
        { key: 'hosts.0."a.b"', message: `hosts.0."a.b" must be a number, got 'x'` },
        { key: 'hosts.10."a.b"', message: `hosts.10."a.b" must be a number, got 'y'` },
      ]);
    });

    it('puts the key before a message that doesn’t begin with it', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({
            a: object({ 'b.c': number().min(2) }),
            d: number().test('even', 'has to be even', (d = 0) => d % 2 === 0),
          }),
          sources: [objectSource({ a: { 'b.c': 1 }, d: 1 })],
        }),
      );
      expect(error.issues.map(({ message }) => message)).toEqual([
        'a."b.c" must be greater than or equal to 2',
        'd: has to be even',
      ]);
    });

    it('lets a section without fields of its own hold any key', async () => {
      const config = await LiveConfig.open({
        schema: object({ labels: object(), extra: mixed() }),
        sources: [objectSource({ labels: { a: 1, b: { c: 2 } }, extra: { d: 3 } })],
      });
      expect(config.value).toEqual({ labels: { a: 1, b: { c: 2 } }, extra: { d: 3 } });
      await config.close();
    });

    it('follows conditions and lazy schemas', async () => {
      const open = (values: Record<string, unknown>) =>
        LiveConfig.open({
          schema: object({
            kind: string().required(),
            target: object().when('kind', {
              is: 'tcp',
              then: (section) => section.shape({ port: number().required() }),
            }),
            free: lazy((value) => (typeof value === 'string' ? string() : number())),
          }),
          sources: [objectSource(values), flagSource(['--free=text'])],
        });
      const config = await open({ kind: 'tcp', target: { port: 1 } });
      expect(config.value).toEqual({ kind: 'tcp', target: { port: 1 }, free: 'text' });
      await config.close();
      const error = await rejectionOf(open({ kind: 'tcp', target: { prot: 1 } }));
      expect(error.issues.map(({ key }) => key)).toEqual(['target.prot', 'target.port']);
    });

    it('lets a lazy schema hold itself', async () => {
      interface Tree {
        readonly name: string;
        readonly child?: Tree;
      }
      const tree = (): ReturnType<typeof object> =>
        object({ name: string().required(), child: lazy(() => tree().default(undefined)) });
      const root: Tree = { name: 'a', child: { name: 'b' } };
      const config = await LiveConfig.open({
        schema: tree(),
        sources: [objectSource({ ...root })],
      });
      expect(config.value).toEqual(root);
      await config.close();
    });

    it('rejects with what a schema’s test throws', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({
            port: number().test(() => {
              throw new TypeError('broken');
            }),
          }),
          sources: [objectSource({ port: 1 })],
        }),
      );
      expect(error.message).toBe('config rejected: the schema failed: broken');
    });

    it('tells an error of yup’s from another that holds some', async () => {
      const throwing = object({ port: number() }).test(() => {
        throw new Foreign('foreign');
      });
      const { message } = await rejectionOf(LiveConfig.open({ schema: throwing, sources: [] }));
      expect(message).toBe('config rejected: the schema failed: foreign');
    });

    it('takes an error of yup’s that a test throws for what is wrong', async () => {
      const throwing = object({ port: number() }).test(() => {
        throw new ValidationError('closed on sundays', undefined, 'port');
      });
      const sources = [objectSource({ port: 1 })];
      const { message } = await rejectionOf(LiveConfig.open({ schema: throwing, sources }));
      expect(message).toBe('config rejected: object: port: closed on sundays');
    });

    it('waits for tests that take their time', async () => {
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({
            name: string().test('free', 'name is taken', async (name) => name !== 'root'),
          }),
          sources: [objectSource({ name: 'root' })],
        }),
      );
      expect(error.message).toBe('config rejected: object: name is taken');
      expect(error.reason).toBe('object: name is taken');
    });

    it.each(['__proto__', 'constructor', 'prototype'])(
      'refuses the key %s at any depth, in lists too',
      async (key) => {
        const evil: unknown = JSON.parse(`{"a": [{"${key}": {"polluted": true}}]}`);
        const source: ConfigSource = {
          name: 'evil',
          read: () => ({ fingerprint: '', parse: () => ({ kind: 'document', values: evil }) }),
        };
        const error = await rejectionOf(
          LiveConfig.open({ schema: object({ a: mixed() }), sources: [source] }),
        );
        expect(error.message).toBe(
          `config rejected: evil: a.0.${key} is a key no config may have; rename it`,
        );
        expect({}).not.toHaveProperty('polluted');
      },
    );

    it('refuses what is no plain data, however deep', async () => {
      const round: Record<string, unknown> = {};
      round['again'] = round;
      const error = await rejectionOf(
        LiveConfig.open({
          schema: object({ a: mixed(), b: mixed(), c: mixed() }),
          sources: [objectSource({ a: () => 1, b: new Map(), c: round })],
        }),
      );
      expect(error.issues.map(({ key }) => key.slice(0, 9))).toEqual(['a', 'b', 'c.again.a']);
      expect(error.issues.map(({ message }) => message.replace(/(\.again)+/, '…'))).toEqual([
        'a is a function; a config holds plain data only',
        'b is an object; a config holds plain data only',
        'c… lies more than 64 levels deep',
      ]);
    });

    it('says which source failed to be read or parsed, and why', async () => {
      const broken = (name: string, read: ConfigSource['read']): ConfigSource => ({ name, read });
      const error = await rejectionOf(
        LiveConfig.open({
          schema,
          sources: [
            broken('vault', () => Promise.reject(new Error('sealed'))),
            {
              ...broken('list', () => ({
                fingerprint: '',
                parse: () => ({ kind: 'document', values: [] }),
              })),
              spell: (path) => ['list', ...path].join('/'),
            },
          ],
        }),
      );
      expect(error.issues).toEqual([
        { source: 'vault', key: '', message: 'sealed' },
        { source: 'list', key: '', message: 'a config is made of keys and their values' },
      ]);
    });

    it.each([
      [{ schema: {} }, 'schema must be a yup object schema, got an object'],
      [{ schema: number() }, 'schema must be a yup object schema, got an object'],
      [{ sources: 'app.toml' }, "sources must be a list of config sources, got 'app.toml'"],
      [{ sources: ['app.toml'] }, "sources[0] must be a config source, got 'app.toml'"],
      [
        { sources: [{ name: '', read: () => 0 }] },
        "sources[0].name must be a string that isn't empty, got ''",
      ],
      [{ reloadOn: ['SIGHUP'] }, 'reloadOn must be a list of observables, got an array'],
    ])('refuses the option %o', async (wrong, message) => {
      const options = { schema, sources: [], ...wrong };
      // @ts-expect-error what a JavaScript user may pass
      const opening = LiveConfig.open(options);
      await expect(opening).rejects.toThrow(new OptionTypeError(message));
    });

    it('lets go of its triggers when it is rejected', async () => {
      const trigger$ = new Subject<void>();
      await rejectionOf(LiveConfig.open({ schema, sources: [], reloadOn: [trigger$] }));
      expect(trigger$.observed).toBe(false);
    });
  });

  describe('reload', () => {
    it('applies a change: one version more, and the paths that changed', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      source.values = { port: 2, log: { level: 'debug' } };
      const outcome = await config.reload();
      expect(outcome).toMatchObject({ status: 'applied', version: 2, pendingRestart: [] });
      expect(outcome.status === 'applied' && [...outcome.changed].sort()).toEqual([
        'log.level',
        'port',
      ]);
      expect(config.value).toEqual({ port: 2, log: { level: 'debug' } });
      await config.close();
    });

    it.each([
      [[null], [{}]],
      [[{}], [null]],
      [[{}], [[]]],
      [[{}], [new Date(0)]],
      [[new Date(0)], [{}]],
      [[new Date(0)], [new Date(1)]],
      [[{ a: 1 }], [{ b: 1 }]],
      [[{ a: 1 }], [{ a: 1, b: undefined }]],
    ])('sees the change within a list from %j to %j', async (before, after) => {
      const source = new MutableSource({ list: before, n: 1 });
      const config = await LiveConfig.open({
        schema: object({ list: array(), n: number() }),
        sources: [source],
      });
      source.values = { list: after, n: 2 };
      expect(await config.reload()).toMatchObject({ changed: ['list', 'n'] });
      await config.close();
    });

    it('emits nothing when nothing changed, not even when the source was rewritten', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const versions: number[] = [];
      config.snapshots$.subscribe(({ version }) => versions.push(version));
      const before = config.value;
      expect(await config.reload()).toMatchObject({ status: 'unchanged', version: 1 });
      source.values = { log: {}, port: 1 };
      expect(await config.reload()).toMatchObject({ status: 'unchanged', version: 1 });
      expect(config.value).toBe(before);
      expect(versions).toEqual([1]);
      await config.close();
    });

    it('parses nothing when every source says what it said', async () => {
      let parses = 0;
      const source: ConfigSource = {
        name: 'counted',
        read: () => ({
          fingerprint: 'same',
          parse: () => {
            parses += 1;
            return { kind: 'values', values: { port: 1 } };
          },
        }),
      };
      const config = await LiveConfig.open({ schema, sources: [source] });
      await config.reload();
      expect(parses).toBe(1);
      await config.close();
    });

    it('keeps the last good snapshot when it rejects, and says why', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const versions: number[] = [];
      const rejections: string[] = [];
      config.snapshots$.subscribe(({ version }) => versions.push(version));
      config.rejections$.subscribe(({ message }) => rejections.push(message));
      source.values = { port: 0 };
      const outcome = await config.reload();
      const message = 'config rejected: mutable: port must be greater than or equal to 1';
      expect(outcome).toMatchObject({ status: 'rejected', version: 1, error: { message } });
      expect(rejections).toEqual([message]);
      expect(config.value.port).toBe(1);
      source.values = { port: 2 };
      expect(await config.reload()).toMatchObject({ status: 'applied', version: 2 });
      expect(versions).toEqual([1, 2]);
      await config.close();
    });

    it('reports how every reload ended', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const statuses: string[] = [];
      config.reloads$.subscribe(({ status }) => statuses.push(status));
      await config.reload();
      source.values = { port: 0 };
      await config.reload();
      source.values = { port: 2 };
      await config.reload();
      expect(statuses).toEqual(['unchanged', 'rejected', 'applied']);
      await config.close();
    });

    it('measures from having read to the end', async () => {
      const config = await LiveConfig.open({ schema, sources: [objectSource({ port: 1 })] });
      const before = performance.now();
      const { elapsed } = await config.reload();
      expect(elapsed).toBeGreaterThanOrEqual(0);
      expect(elapsed).toBeLessThanOrEqual(performance.now() - before);
      await config.close();
    });

    it('runs one at a time, and lets all who ask meanwhile share the next', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const release = source.hold();
      const first = config.reload();
      await Promise.resolve();
      const burst = [config.reload(), config.reload(), config.reload()];
      source.values = { port: 2 };
      release();
      await Promise.all([first, ...burst]);
      expect(new Set(burst).size).toBe(1);
      expect(source.reads).toBe(3); // one to open, one at work, one for the burst
      await config.close();
    });

    it('shows what changed after the request, even while another reload was at work', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const running = config.reload();
      await Promise.resolve();
      source.values = { port: 2 };
      const outcome = await config.reload();
      await running;
      expect(outcome.version).toBe(2);
      await config.close();
    });

    it('hands every subscriber the versions in order, also when one of them reloads', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const seen: [string, number][] = [];
      const reloads: Promise<unknown>[] = [];
      config.snapshots$.subscribe(({ version }) => {
        seen.push(['first', version]);
        if (version === 4) return;
        source.values = { port: version + 1 };
        reloads.push(config.reload());
      });
      config.snapshots$.subscribe(({ version }) => seen.push(['second', version]));
      for (const reload of reloads) await reload; // the list grows meanwhile
      for (const name of ['first', 'second']) {
        expect(seen.filter(([who]) => who === name).map(([, version]) => version)).toEqual([
          1, 2, 3, 4,
        ]);
      }
      await config.close();
    });

    it('lets a subscriber that throws take nobody with it', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const ports: number[] = [];
      config
        .select(({ port }) => {
          if (port === 2) throw new Error('my own fault');
          return port;
        })
        .subscribe({ error: () => ports.push(-1) });
      config.snapshots$.subscribe(({ value }) => ports.push(value.port));
      source.values = { port: 2 };
      expect((await config.reload()).status).toBe('applied');
      expect(ports).toEqual([1, -1, 2]);
      await config.close();
    });
  });

  describe('select', () => {
    it('emits a part of the config now and when its content changes', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const logs: unknown[] = [];
      config.select(({ log }) => log).subscribe((log) => logs.push(log));
      source.values = { port: 2 };
      await config.reload();
      source.values = { port: 2, log: { level: 'debug' } };
      await config.reload();
      expect(logs).toEqual([{ level: 'info' }, { level: 'debug' }]);
      await config.close();
    });
  });

  describe('restartRequired', () => {
    const fixed = object({
      port: restartRequired(number().required()),
      level: string().default('info'),
      hosts: array(object({ name: restartRequired(string().required()) })).default([]),
    });

    it('keeps the running value, reports it as pending, and applies the rest', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema: fixed, sources: [source] });
      source.values = { port: 2, level: 'debug' };
      expect(await config.reload()).toMatchObject({
        status: 'applied',
        changed: ['level'],
        pendingRestart: ['port'],
      });
      expect(config.value).toMatchObject({ port: 1, level: 'debug' });
      await config.close();
    });

    it('makes a version of a change to what is pending alone, with nothing changed', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema: fixed, sources: [source] });
      const seen: Pick<ConfigSnapshot<unknown>, 'version' | 'changed' | 'pendingRestart'>[] = [];
      config.snapshots$.subscribe(({ version, changed, pendingRestart }) =>
        seen.push({ version, changed, pendingRestart }),
      );
      source.values = { port: 2 };
      await config.reload();
      source.values = { port: 3 };
      await config.reload(); // still pending: nothing to tell
      source.values = { port: 1 };
      await config.reload();
      expect(seen).toEqual([
        { version: 1, changed: [], pendingRestart: [] },
        { version: 2, changed: [], pendingRestart: ['port'] },
        { version: 3, changed: [], pendingRestart: [] },
      ]);
      await config.close();
    });

    it('holds for the whole list when an item of it is marked', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema: fixed, sources: [source] });
      source.values = { port: 1, hosts: [{ name: 'a' }] };
      expect((await config.reload()).pendingRestart).toEqual(['hosts']);
      expect(config.value.hosts).toEqual([]);
      await config.close();
    });

    it('holds for all of a section that is marked, new keys included', async () => {
      const source = new MutableSource({ tls: { port: 1 } });
      const config = await LiveConfig.open({
        schema: object({ tls: restartRequired(object({ port: number(), key: string() })) }),
        sources: [source],
      });
      source.values = { tls: { port: 2, key: 'a' } };
      expect((await config.reload()).pendingRestart).toEqual(['tls.port', 'tls.key']);
      expect(config.value).toEqual({ tls: { port: 1 } });
      await config.close();
    });

    it('keeps what there wasn’t away', async () => {
      const source = new MutableSource({});
      const config = await LiveConfig.open({
        schema: object({ port: restartRequired(number()) }),
        sources: [source],
      });
      source.values = { port: 2 };
      expect((await config.reload()).pendingRestart).toEqual(['port']);
      expect(config.value).not.toHaveProperty('port');
      await config.close();
    });

    it('rejects a change that is only valid with what is pending', async () => {
      const source = new MutableSource({ low: 1, high: 2 });
      const config = await LiveConfig.open({
        schema: object({
          low: number().required(),
          high: restartRequired(number().required()),
        }).test('order', 'low must be below high', ({ low, high }) => low < high),
        sources: [source],
      });
      source.values = { low: 5, high: 6 };
      expect(await config.reload()).toMatchObject({
        status: 'rejected',
        error: { message: 'config rejected: mutable: low must be below high' },
      });
      expect(config.value).toEqual({ low: 1, high: 2 });
      await config.close();
    });
  });

  describe('reloadOn', () => {
    it('reloads for each value of a trigger', async () => {
      const source = new MutableSource({ port: 1 });
      const trigger$ = new Subject<unknown>();
      const config = await LiveConfig.open({ schema, sources: [source], reloadOn: [trigger$] });
      source.values = { port: 2 };
      const applied = nextReload(config);
      trigger$.next('now');
      expect(await applied).toMatchObject({ status: 'applied', version: 2 });
      await config.close();
    });

    it('does not lose a request that comes while it opens', async () => {
      const source = new MutableSource({ port: 1 });
      const trigger$ = new Subject<unknown>();
      const release = source.hold();
      const opening = LiveConfig.open({ schema, sources: [source], reloadOn: [trigger$] });
      while (source.reads === 0) await Promise.resolve();
      trigger$.next('now');
      release();
      const config = await opening;
      source.values = { port: 2 };
      expect(await nextReload(config)).toMatchObject({ version: 2 });
      await config.close();
    });

    it('leaves content alone that was rejected, unless told to retry', async () => {
      let holiday = false;
      const source = new MutableSource({ port: 1 });
      const trigger$ = new Subject<unknown>();
      const config = await LiveConfig.open({
        schema: schema.test('holiday', 'not on a holiday', () => !holiday),
        sources: [source],
        reloadOn: [trigger$],
      });
      const statuses: string[] = [];
      config.reloads$.subscribe(({ status }) => statuses.push(status));
      holiday = true;
      source.values = { port: 2 };
      await config.reload();
      holiday = false;
      const reads = source.reads;
      trigger$.next('file');
      while (source.reads === reads) await Promise.resolve();
      const retried = nextReload(config);
      trigger$.next({ retry: true });
      expect(await retried).toMatchObject({ status: 'applied', version: 2 });
      expect(statuses).toEqual(['rejected', 'applied']);
      await config.close();
    });

    it('retries when anyone asks for it whom a reload at work keeps waiting', async () => {
      let holiday = true;
      const source = new MutableSource({ port: 1 });
      const trigger$ = new Subject<unknown>();
      const config = await LiveConfig.open({
        schema: schema.test('holiday', 'not on a holiday', ({ port }) => port === 1 || !holiday),
        sources: [source],
        reloadOn: [trigger$],
      });
      source.values = { port: 2 };
      await config.reload();
      holiday = false;
      const release = source.hold();
      const { reads } = source;
      trigger$.next('file');
      while (source.reads === reads) await Promise.resolve();
      const retried = nextReload(config);
      trigger$.next('file');
      trigger$.next({ retry: true });
      trigger$.next('file');
      release();
      expect(await retried).toMatchObject({ status: 'applied', version: 2 });
      await config.close();
    });

    it('tells a source’s next failure from its last', async () => {
      let problem: string | undefined;
      const source: ConfigSource = {
        name: 'vault',
        read: () => {
          if (problem !== undefined) throw new Error(problem);
          return { fingerprint: '', parse: () => ({ kind: 'values', values: { port: 1 } }) };
        },
      };
      const trigger$ = new Subject<unknown>();
      const config = await LiveConfig.open({ schema, sources: [source], reloadOn: [trigger$] });
      for (problem of ['sealed', 'away']) {
        const rejection = firstValueFrom(config.rejections$);
        trigger$.next('now');
        expect((await rejection).message).toBe(`config rejected: vault: ${problem}`);
      }
      await config.close();
    });

    it('outlives a trigger that fails, and says so', async () => {
      const source = new MutableSource({ port: 1 });
      const [broken$, sound$] = [new Subject<unknown>(), new Subject<unknown>()];
      const config = await LiveConfig.open({
        schema,
        sources: [source],
        reloadOn: [broken$, sound$],
      });
      const failures: string[] = [];
      const keys: string[] = [];
      config.failures$.subscribe(({ message, issues }) => {
        failures.push(message);
        keys.push(...issues.map(({ key }) => key));
      });
      broken$.error(new Error('watcher gone'));
      expect(failures).toEqual([
        'the config stays in force, but reloadOn[0]: failed and asks for no more reloads: watcher gone',
      ]);
      expect(keys).toEqual(['']);
      const reloaded = nextReload(config);
      sound$.next(0);
      expect((await reloaded).status).toBe('unchanged');
      await config.close();
    });
  });

  describe('close', () => {
    it('lets go of triggers, completes the streams and keeps the value', async () => {
      const trigger$ = new Subject<unknown>();
      const config = await LiveConfig.open({
        schema,
        sources: [objectSource({ port: 1 })],
        reloadOn: [trigger$],
      });
      const ended: string[] = [];
      config.snapshots$.subscribe({ complete: () => ended.push('snapshots$') });
      config.rejections$.subscribe({ complete: () => ended.push('rejections$') });
      config.reloads$.subscribe({ complete: () => ended.push('reloads$') });
      await config.close();
      expect(trigger$.observed).toBe(false);
      expect(ended).toEqual(['snapshots$', 'rejections$', 'reloads$']);
      expect(config.value.port).toBe(1);
      await expect(config.reload()).rejects.toThrow(ConfigClosedError);
      await config.close();
    });

    it('abandons a reload at work, whatever its source does', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      source.hold();
      const running = config.reload();
      const waiting = config.reload();
      await Promise.all([
        expect(running).rejects.toThrow(ConfigClosedError),
        expect(waiting).rejects.toThrow(ConfigClosedError),
        config.close(),
      ]);
      expect(config.snapshot.version).toBe(1);
    });

    it('is what `await using` does', async () => {
      const trigger$ = new Subject<unknown>();
      {
        await using config = await LiveConfig.open({
          schema,
          sources: [objectSource({ port: 1 })],
          reloadOn: [trigger$],
        });
        expect(config.value.port).toBe(1);
      }
      expect(trigger$.observed).toBe(false);
    });

    it('lets every subscriber see a version before the end when one of them closes', async () => {
      const source = new MutableSource({ port: 1 });
      const config = await LiveConfig.open({ schema, sources: [source] });
      const seen: (number | string)[] = [];
      const closing: Promise<void>[] = [];
      config.snapshots$.subscribe(({ version }) => {
        if (version === 2) closing.push(config.close());
      });
      config.snapshots$.subscribe({
        next: ({ version }) => seen.push(version),
        complete: () => seen.push('end'),
      });
      source.values = { port: 2 };
      expect(await config.reload()).toMatchObject({ status: 'applied' });
      await Promise.all(closing);
      expect(seen).toEqual([1, 2, 'end']);
    });
  });

  it('holds a date of its own', async () => {
    const at = new Date(0);
    const config = await LiveConfig.open({
      schema: object({ at: date().required() }),
      sources: [objectSource({ at })],
    });
    at.setTime(1);
    expect(config.value.at).toEqual(new Date(0));
    await config.close();
  });

  it('holds dates as dates and compares them by their time', async () => {
    const source = new MutableSource({ at: new Date(0) });
    const config = await LiveConfig.open({
      schema: object({ at: date().required(), wait: duration(number().default(1)) }),
      sources: [source],
    });
    source.values = { at: new Date(0), wait: 1 };
    expect((await config.reload()).status).toBe('unchanged');
    source.values = { at: new Date(1) };
    expect(await config.reload()).toMatchObject({ status: 'applied', changed: ['at'] });
    await config.close();
  });
});
