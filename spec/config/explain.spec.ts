import {
  envSource,
  flagSource,
  LiveConfig,
  objectSource,
  OptionTypeError,
  restartRequired,
  secret,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, number, object, string } from 'yup';
import { MutableSource } from './support.js';

const schema = object({
  port: number().default(80),
  name: string(),
  log: object({ level: string().default('info'), file: string() }),
  limits: object({ low: number().default(1), high: number().default(9) }),
  token: secret(string()),
  vault: secret(object({ keys: array(string()) })),
  users: array(object({ password: secret(string()) })),
  labels: object(),
  capacity: restartRequired(number().default(1)),
});

describe('LiveConfig.explain', () => {
  it('tells what gave a value, and what that overrode', async () => {
    const config = await LiveConfig.open({
      schema,
      sources: [
        objectSource({ port: 81, labels: { 'a.b': 'x' } }),
        envSource('APP_', { APP_PORT: '82', APP_LOG_FILE: 'x.log' }),
        flagSource(['--port=83']),
      ],
    });
    expect(config.explain('port')).toEqual({
      key: 'port',
      value: 83,
      source: '--port',
      overridden: [
        { source: 'APP_PORT', value: '82' },
        { source: 'object', value: 81 },
        { source: 'schema default', value: 80 },
      ],
    });
    expect(config.explain('log.level')).toEqual({
      key: 'log.level',
      value: 'info',
      source: 'schema default',
      overridden: [],
    });
    expect(config.explain('log.file')).toMatchObject({ value: 'x.log', source: 'APP_LOG_FILE' });
    expect(config.explain('labels."a.b"')).toMatchObject({ key: 'labels."a.b"', value: 'x' });
    expect(config.explain('name')).toEqual({
      key: 'name',
      value: undefined,
      source: '',
      overridden: [],
    });
    await config.close();
  });

  it('masks what is secret, in whole or in part', async () => {
    const config = await LiveConfig.open({
      schema,
      sources: [
        objectSource({
          token: 'hunter2',
          vault: { keys: ['hunter2'] },
          users: [{ password: 'hunter2' }],
        }),
        envSource('APP_', { APP_TOKEN: 'hunter22' }),
      ],
    });
    expect(config.explain('token')).toEqual({
      key: 'token',
      value: '***',
      source: 'APP_TOKEN',
      overridden: [{ source: 'object', value: '***' }],
    });
    for (const key of ['vault.keys', 'vault.keys.0', 'users', 'users.0.password']) {
      expect(config.explain(key)).toMatchObject({ value: '***', source: 'object' });
    }
    await config.close();
  });

  it('shows that a secret isn’t set', async () => {
    const config = await LiveConfig.open({ schema, sources: [] });
    expect(config.explain('token')).toMatchObject({ value: undefined, source: '' });
    await config.close();
  });

  it('takes a quote that doesn’t fit for a part of the key', async () => {
    const values = { labels: { '"\\q"': 'x' } };
    const config = await LiveConfig.open({ schema, sources: [objectSource(values)] });
    expect(config.explain('labels."\\q"')).toMatchObject({ value: 'x', source: 'object' });
    await config.close();
  });

  it('follows reloads, and tells what waits for a restart', async () => {
    const source = new MutableSource({});
    const config = await LiveConfig.open({ schema, sources: [source] });
    source.values = { port: 80, capacity: 2 };
    await config.reload();
    expect(config.explain('port')).toMatchObject({ value: 80, source: 'mutable' });
    expect(config.explain('capacity')).toEqual({
      key: 'capacity',
      value: 1,
      source: 'kept until a restart',
      overridden: [
        { source: 'mutable', value: 2 },
        { source: 'schema default', value: 1 },
      ],
    });
    await config.close();
  });

  it.each([
    ['prot', "explain() knows no key 'prot'"],
    ['log."\\q"', 'explain() knows no key'],
    ['log', "explain() takes one key, such as log.level, got 'log'"],
    ['limits', "explain() takes one key, such as limits.high, limits.low, got 'limits'"],
    ['', 'explain() takes one key, such as capacity, vault, limits.high, '],
    ['log.level.deeper', "explain() knows no key 'log.level.deeper'"],
    ['log.constructor', "explain() knows no key 'log.constructor'"],
  ])('refuses the key %j', async (key, message) => {
    const config = await LiveConfig.open({ schema, sources: [] });
    expect(() => config.explain(key)).toThrow(OptionTypeError);
    expect(() => config.explain(key)).toThrow(message);
    await config.close();
  });
});
