import { flagSource, LiveConfig, OptionTypeError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, number, object, string } from 'yup';
import { rejectionOf } from '../support.js';

const schema = object({
  port: number(),
  verbose: boolean(),
  hosts: array(string().required()),
  log: object({ level: string() }),
});

async function valueOf(...argv: readonly string[]) {
  const config = await LiveConfig.open({ schema, sources: [flagSource(argv)] });
  await config.close();
  return config.value;
}

describe('flagSource', () => {
  it.each([
    [['--port=80'], { port: 80, log: {} }],
    [['--port', '80'], { port: 80, log: {} }],
    [['--port', '-1'], { port: -1, log: {} }],
    [['--log.level=a=b'], { log: { level: 'a=b' } }],
    [['--log.level='], { log: { level: '' } }],
    [['--verbose'], { verbose: true, log: {} }],
    [['--verbose', '--port=1'], { verbose: true, port: 1, log: {} }],
    [['--verbose=false'], { verbose: false, log: {} }],
    [['--hosts=a,b'], { hosts: ['a', 'b'], log: {} }],
    [['--port=1', '--port=2'], { port: 2, log: {} }],
    [['--port=1', '--', '--port=2', 'file'], { port: 1, log: {} }],
    [[], { log: {} }],
  ])('reads %j', async (argv, expected) => {
    expect(await valueOf(...argv)).toEqual(expected);
  });

  it.each([
    [['--prot=1'], "--prot: prot is not a known key; did you mean 'port'?"],
    [['--level=x'], "--level: level is not a known key; did you mean 'log.level'?"],
    [['--port=x'], "--port: port must be a number, got 'x'"],
    [['--port'], '--port: port must be a number, got true'],
    [['--log=x'], "--log: log can't be given as text, got 'x': set it in a file"],
    [['--log.=x'], '--log.: is no key; write --section.key=value'],
    [['file'], "flags: an argument belongs to no flag; write flags as '--key=value'"],
    [['-p', '1'], "flags: an argument belongs to no flag; write flags as '--key=value'"],
    [['--=1'], "flags: an argument belongs to no flag; write flags as '--key=value'"],
    [['--__proto__.x=1'], '--__proto__: __proto__ is a key no config may have; rename it'],
    [
      ['--log.constructor=1'],
      '--log.constructor: log.constructor is a key no config may have; rename it',
    ],
  ])('refuses %j', async (argv, message) => {
    const error = await rejectionOf(valueOf(...argv));
    expect(error.message.split('\n').at(-1)).toContain(message);
  });

  it.each(['file', '--log.=x', 'x--port=1'])('finds no key in %j', async (flag) => {
    const { issues } = await rejectionOf(valueOf(flag));
    expect(issues.map(({ key }) => key)).toEqual(['']);
  });

  it('keeps to the flags it was made with', async () => {
    const argv = ['--port=1'];
    const source = flagSource(argv);
    argv[0] = '--port=2';
    const config = await LiveConfig.open({ schema, sources: [source] });
    expect(config.value.port).toBe(1);
    await config.close();
  });

  it.each([
    [undefined, 'undefined'],
    ['--port=1', "'--port=1'"],
    [[1], 'an array'],
  ])('refuses %j for a list of strings', (argv, got) => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => flagSource(argv);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(`flagSource() takes a list of strings, got ${got}`);
  });
});
