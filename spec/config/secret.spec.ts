import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  envSource,
  fileSource,
  flagSource,
  LiveConfig,
  objectSource,
  OptionTypeError,
  secret,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, date, number, object, string } from 'yup';
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
    keys: array(object({ token: secret(string().required()) })),
    wallet: secret(object({ coins: array(string().max(1)) })),
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

  it('appears in no message that a schema makes of it', async () => {
    const chatty = object({ token: secret(string()), name: string() })
      .test(
        'quote',
        ({ value }) => `quoted as ${JSON.stringify(value)}`,
        () => false,
      )
      .test('plain', 'never', ({ token }, { createError }) =>
        createError({ message: `said ${String(token)}` }),
      );
    const throwing = object({ token: secret(string()) }).test((value) => {
      throw new Error(`threw ${String(value.token)}`);
    });
    for (const broken of [chatty, throwing]) {
      const source = objectSource({ token: SECRET });
      const error = await rejectionOf(LiveConfig.open({ schema: broken, sources: [source] }));
      expect(error.message).toMatch(/quoted|threw/);
      expect(dump(error)).not.toContain('hunter2');
    }
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
  });

  it('marks a schema through its meta, beside what is there', () => {
    expect(secret(string().meta({ title: 'Token' })).meta()).toEqual({
      title: 'Token',
      secret: true,
    });
  });

  it('refuses what is no schema', () => {
    // @ts-expect-error what a JavaScript user may pass
    expect(() => secret('token')).toThrow(
      new OptionTypeError("secret() takes a yup schema, got 'token'"),
    );
  });
});
