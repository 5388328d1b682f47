import { envSource, LiveConfig, OptionTypeError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, date, mixed, number, object, string, tuple } from 'yup';
import { rejectionOf } from '../support.js';

const schema = object({
  port: number(),
  on: boolean(),
  at: date(),
  name: string().trim(),
  hosts: array(string().required()),
  sizes: array(number().required()),
  pair: tuple([number(), number()]),
  any: mixed(),
  labels: object(),
  log: object({ maxSize: number(), tlsURL: string(), tlsURLPath: string(), 'a-b': string() }),
});

async function valueOf(env: Readonly<Record<string, string | undefined>>) {
  const config = await LiveConfig.open({ schema, sources: [envSource('APP_', env)] });
  await config.close();
  return config.value;
}

describe('envSource', () => {
  it.each([
    ['APP_PORT', '8080', { port: 8080 }],
    ['APP_PORT', '-1.5e3', { port: -1500 }],
    ['APP_ON', 'true', { on: true }],
    ['APP_ON', '0', { on: false }],
    ['APP_AT', '2026-01-02T03:04:05Z', { at: new Date('2026-01-02T03:04:05Z') }],
    ['APP_NAME', ' x ', { name: 'x' }],
    ['APP_NAME', '', { name: '' }],
    ['APP_NAME', '8080', { name: '8080' }],
    ['APP_HOSTS', 'a, b,c', { hosts: ['a', 'b', 'c'] }],
    ['APP_HOSTS', '', { hosts: [] }],
    ['APP_HOSTS', ' ', { hosts: [] }],
    ['APP_SIZES', '1,2', { sizes: [1, 2] }],
    ['APP_ANY', '{"a": 1}', { any: '{"a": 1}' }],
    ['APP_LOG_MAX_SIZE', '5', { log: { maxSize: 5 } }],
    ['APP_LOG_TLS_URL', 'x', { log: { tlsURL: 'x' } }],
    ['APP_LOG_TLS_URL_PATH', 'x', { log: { tlsURLPath: 'x' } }],
    ['APP_LOG_A_B', 'x', { log: { 'a-b': 'x' } }],
  ])('reads %s=%j by the schema', async (name, text, expected) => {
    expect(await valueOf({ [name]: text })).toEqual({ log: {}, ...expected });
  });

  it.each([
    ['APP_PORT', 'many', "port must be a number, got 'many'"],
    ['APP_PORT', '', "port must be a number, got ''"],
    ['APP_ON', 'yes', "on must be a boolean, got 'yes'"],
    ['APP_AT', 'today', "at must be a date, got 'today'"],
    ['APP_SIZES', '1,x', "sizes must be a number, got '1,x'"],
    ['APP_PAIR', '1,2', "pair can't be given as text, got '1,2': set it in a file"],
    ['APP_LABELS', 'x', "labels can't be given as text, got 'x': set it in a file"],
  ])('names the variable in what is wrong with %s=%j', async (name, text, message) => {
    const { issues } = await rejectionOf(valueOf({ [name]: text }));
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ source: name, message });
  });

  it('refuses a variable that is no key, and says what was likely meant', async () => {
    const { issues } = await rejectionOf(
      valueOf({ APP_LOG_MAXSIZE: '1', APP_PROT: '1', APP_LOG: 'x', APP_CONSTRUCTOR: 'x' }),
    );
    expect(issues.map(({ key }) => key)).toEqual(['', '', '', '']);
    expect(issues.map(({ source, message }) => `${source} ${message}`)).toEqual([
      'APP_CONSTRUCTOR is not a known variable; unset it',
      'APP_LOG is not a known variable; unset it',
      'APP_LOG_MAXSIZE is not a known variable; did you mean APP_LOG_MAX_SIZE?',
      'APP_PROT is not a known variable; did you mean APP_PORT?',
    ]);
  });

  it('refuses a variable that could be either of two keys', async () => {
    const error = await rejectionOf(
      LiveConfig.open({
        schema: object({ logLevel: string(), log: object({ level: string() }) }),
        sources: [envSource('APP_', { APP_LOG_LEVEL: 'x' })],
      }),
    );
    expect(error.message).toMatch(
      /APP_LOG_LEVEL: stands for both log\S+ and log\S+; set them elsewhere/i,
    );
  });

  it('leaves variables with another prefix, and unset ones, alone', async () => {
    const env = { APPLE: '1', XAPP_PORT: '1', APP_PORT: undefined, APP_PROT: undefined };
    expect(await valueOf(env)).toEqual({
      log: {},
    });
  });

  it('looks variables up anew at each reload', async () => {
    const env: Record<string, string> = { APP_PORT: '1' };
    const config = await LiveConfig.open({ schema, sources: [envSource('APP_', env)] });
    env['APP_PORT'] = '2';
    env['OTHER'] = '2';
    expect(await config.reload()).toMatchObject({ status: 'applied', changed: ['port'] });
    expect((await config.reload()).status).toBe('unchanged');
    await config.close();
  });

  it('reads the process’s own variables by default', async () => {
    process.env['RON_KERNEL_SPEC_PORT'] = '7';
    const sources = [envSource('RON_KERNEL_SPEC_')];
    const config = await LiveConfig.open({ schema, sources });
    delete process.env['RON_KERNEL_SPEC_PORT'];
    expect(config.value.port).toBe(7);
    await config.close();
  });

  it.each([
    ['', "''"],
    ['APP', "'APP'"],
    ['app_', "'app_'"],
    ['1_', "'1_'"],
    ['xAPP_', "'xAPP_'"],
    ['APP_x', "'APP_x'"],
    ['A-_', "'A-_'"],
    [7, '7'],
    [['APP_'], 'an array'],
  ])('refuses the prefix %j', (prefix, got) => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => envSource(prefix);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(
      `envSource() takes a prefix of capitals that ends in '_', such as 'APP_', got ${got}`,
    );
  });
});
