import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  duration,
  envSource,
  fileSource,
  flagSource,
  LiveConfig,
  objectSource,
  OptionTypeError,
  restartRequired,
  secret,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, date, lazy, mixed, number, object, string } from 'yup';
import { MutableSource, rejectionOf } from './support.js';

const SECRET = 'hunter2"\n2';

/** Everything an error shows, hidden properties and stack included. */
function dump(error: Error): string {
  return inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
}

describe('secret', () => {
  const schema = object({
    db: object({
      password: secret(string().min(20)),
      port: number(),
    }),
    pin: secret(number().max(999)),
    since: secret(date().max(new Date(0))),
    keys: array(object({ token: secret(string().required()), size: number() })),
    wallet: secret(object({ coins: array(string().max(1)), sum: number() })),
    pins: secret(array(number())),
    code: secret(number()).when('pin', { is: 1, then: (code) => code.required() }),
    door: lazy((value) =>
      value === undefined ? object() : object({ code: secret(number()), open: boolean() }),
    ),
    lock: lazy(() => number()).meta({ secret: true }),
  });

  it.each([
    ['a test that fails', { db: { password: SECRET } }],
    ['a test of a number', { pin: 4711 }],
    ['a test of a date', { since: new Date(47_110_815) }],
    ['another type', { db: { password: [SECRET] } }],
    ['a value where its section belongs', { db: SECRET }],
    ['a list where its section belongs', { db: [SECRET] }],
    ['a section where it belongs', { db: { password: { again: SECRET } } }],
    ['a misspelt key', { db: { pasword: SECRET } }],
    ['a list of secrets', { keys: [{ token: { again: SECRET } }] }],
    ['a value where a list of secrets belongs', { keys: SECRET }],
    ['a misspelt key in a list', { keys: [{ tokn: SECRET }] }],
    ['a number below a secret', { wallet: { sum: SECRET } }],
    ['an item of a secret list', { pins: [SECRET] }],
    ['one with a condition', { code: SECRET }],
    ['one below what a value decides', { door: { code: SECRET } }],
    ['a misspelt key below what a value decides', { door: { cod: SECRET } }],
    ['what a value decides', { lock: SECRET }],
    ['what lies below a secret', { wallet: { coins: [SECRET] } }],
  ])('appears in no error: %s', async (_, values) => {
    const error = await rejectionOf(LiveConfig.open({ schema, sources: [objectSource(values)] }));
    expect(error.issues.length).toBeGreaterThan(0);
    expect(dump(error)).not.toMatch(/hunter2|4711|1970-01-01T13/);
  });

  it('appears in no error of a variable or flag', async () => {
    const error = await rejectionOf(
      LiveConfig.open({
        schema,
        sources: [
          envSource('APP_', { APP_PIN: 'hunter2', APP_KEYS: 'hunter2', APP_SINCE: 'hunter2' }),
          flagSource(['--db=hunter2']),
        ],
      }),
    );
    expect(error.issues.map(({ source }) => source).sort()).toEqual([
      '--db',
      'APP_KEYS',
      'APP_PIN',
      'APP_SINCE',
    ]);
    expect(dump(error)).not.toContain('hunter2');
    const lost = await rejectionOf(
      LiveConfig.open({ schema, sources: [flagSource(['hunter2', '-hunter2'])] }),
    );
    expect(dump(lost)).not.toContain('hunter2');
  });

  it('appears in no error of a file that can’t be parsed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const file = join(folder, 'app.toml');
    for (const line of ['password = hunter2', 'password = "hunter2', 'password = "x" hunter2']) {
      await writeFile(file, `[db]\n${line}\n`);
      const error = await rejectionOf(LiveConfig.open({ schema, sources: [fileSource(file)] }));
      expect(error.issues[0]).toMatchObject({ source: file, line: 2 });
      expect(dump(error)).not.toContain('hunter2');
    }
    await rm(folder, { recursive: true });
  });

  it('is named by its kind when it has another than it should', async () => {
    const messageOf = async (pin: unknown) => {
      const sources = [objectSource({ pin })];
      return (await rejectionOf(LiveConfig.open({ schema, sources }))).message;
    };
    expect(await messageOf(SECRET)).toBe(
      'config rejected: object: pin must be a number, got a string',
    );
    const env = envSource('APP_', { APP_PIN: SECRET });
    expect((await rejectionOf(LiveConfig.open({ schema, sources: [env] }))).message).toBe(
      'config rejected: APP_PIN: pin must be a number',
    );
  });

  it('appears in no message that a schema makes of it', async () => {
    const chatty = object({ token: secret(string()), name: string() })
      .test(
        'quote',
        ({ value }) => `quoted as ${JSON.stringify(value)}`,
        () => false,
      )
      .test('within', 'never', ({ token }, { createError }) =>
        createError({ message: `quoted as ${JSON.stringify(`token ${String(token)}`)}` }),
      )
      .test('plain', 'never', ({ token }, { createError }) =>
        createError({ message: `said ${String(token)}` }),
      );
    const throwing = object({ token: secret(string()) }).test((value) => {
      throw new Error(`threw ${String(value.token)}`);
    });
    for (const broken of [chatty, throwing]) {
      const source = objectSource({ token: SECRET, tokn: SECRET, tken: 'swordfish' });
      const error = await rejectionOf(LiveConfig.open({ schema: broken, sources: [source] }));
      expect(error.message).toMatch(/quoted|threw/);
      expect(dump(error)).not.toMatch(/hunter2|swordfish/);
    }
  });

  it.each([
    ['hunter', 'hunter2'],
    ['hunter2', 'hunter'],
  ])('appears whole in no message when another is part of it: %j and %j', async (...tokens) => {
    const chatty = object({ tokens: array(secret(string())) }).test(
      'plain',
      'never',
      (value, { createError }) => createError({ message: `said ${value.tokens?.join(' ') ?? ''}` }),
    );
    const sources = [objectSource({ tokens })];
    const { message } = await rejectionOf(LiveConfig.open({ schema: chatty, sources }));
    expect(message).toBe('config rejected: object: said *** ***');
  });

  it.each([
    ['a number', 4711, 'threw *** and ***'],
    ['a boolean', true, 'threw *** and ***'],
    ['a date', new Date(47_110_815), 'threw *** and "***"'],
    ['a date in a list', [new Date(47_110_815)], 'threw *** and ["***"]'],
    ['nothing', null, 'threw null and null'],
    ['an empty text', '', 'threw  and ""'],
  ])('appears in no message of a schema that throws: %s', async (_, token, message) => {
    const throwing = object({ token: mixed() }).test((value) => {
      throw new Error(`threw ${String(value.token)} and ${JSON.stringify(value.token)}`);
    });
    const sources = [objectSource({ token })];
    const { issues } = await rejectionOf(LiveConfig.open({ schema: throwing, sources }));
    expect(issues).toEqual([{ source: '', key: '', message: `the schema failed: ${message}` }]);
  });

  it('appears in no outcome of a reload', async () => {
    const source = new MutableSource({ db: { password: 'hunter2 and then some more' } });
    const config = await LiveConfig.open({ schema, sources: [source] });
    source.values = { db: { password: 'hunter2 and then some others' } };
    const outcome = await config.reload();
    expect(outcome).toMatchObject({ status: 'applied', changed: ['db.password'] });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    await config.close();
  });

  it('leaves a value beside it readable', async () => {
    const error = await rejectionOf(
      LiveConfig.open({ schema, sources: [objectSource({ db: { port: 'eighty' } })] }),
    );
    expect(error.message).toContain("db.port must be a number, got 'eighty'");
    const keys = [{ token: 'hunter2', size: 'eighty' }];
    const inList = await rejectionOf(
      LiveConfig.open({ schema, sources: [objectSource({ keys })] }),
    );
    expect(inList.message).toContain("keys.0.size must be a number, got 'eighty'");
  });

  it('marks a schema through its meta, beside what is there', () => {
    expect(secret(string().meta({ title: 'Token' })).meta()).toEqual({
      title: 'Token',
      secret: true,
    });
  });

  it.each(Object.entries({ duration, restartRequired, secret }))(
    'refuses what is no schema, as %s does',
    (name, mark) => {
      // @ts-expect-error what a JavaScript user may pass
      expect(() => mark('token')).toThrow(
        new OptionTypeError(`${name}() takes a yup schema, got 'token'`),
      );
    },
  );
});
