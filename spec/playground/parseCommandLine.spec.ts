import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../playground/parseCommandLine.js';

describe('parseCommandLine', () => {
  it('asks for nothing by itself', () => {
    expect(parseCommandLine([])).toEqual({ task: 'run', config: undefined, flags: [] });
  });

  it('hands on the config keys, in order, however the value is attached', () => {
    expect(
      parseCommandLine(['--log.level=debug', '--config', 'my.toml', '--statsd.address', 'h:1']),
    ).toEqual({
      task: 'run',
      config: 'my.toml',
      flags: ['--log.level=debug', '--statsd.address=h:1'],
    });
  });

  it('keeps what a value says, an equals sign and nothing included', () => {
    expect(parseCommandLine(['--audit.file=a=b', '--log.level=']).flags).toEqual([
      '--audit.file=a=b',
      '--log.level=',
    ]);
  });

  it('leaves it to the config to say which keys there are', () => {
    expect(parseCommandLine(['--log.levl=debug', '--a.__proto__', 'b']).flags).toEqual([
      '--log.levl=debug',
      '--a.__proto__=b',
    ]);
  });

  it.each(['--help', '-h'])('knows %s', (flag) => {
    expect(parseCommandLine([flag, '--log.level=debug']).task).toBe('help');
  });

  it.each([
    [['--check-config'], 'check-config'],
    [['--print-config-schema'], 'print-config-schema'],
    [['--check-config', '--print-config-schema'], 'print-config-schema'],
    [['--check-config', '--help'], 'help'],
  ])('takes %j for %s', (args, task) => {
    expect(parseCommandLine(args).task).toBe(task);
  });

  it.each([
    [['--nast=nats://127.0.0.1'], "Unknown option '--nast'"],
    [['-x'], "Unknown option '-x'"],
    [['--config'], "Option '--config <value>' argument missing"],
    [['--config='], "Option '--config <value>' names no file"],
    [['--nats='], "Option '--nats <value>' names no broker"],
    [['--log.levl'], "Option '--log.levl <value>' argument missing"],
    [['--statsd.address', '--help'], "Option '--statsd.address' argument is ambiguous"],
    [['--help=yes'], "Option '-h, --help' does not take an argument"],
    [['start'], "Unexpected argument 'start'"],
    [['--__proto__=1'], "Unknown option '--__proto__'"],
  ])('refuses %s in one line that points to --help', (args, says) => {
    expect(() => parseCommandLine(args)).toThrow(UsageError);
    expect(() => parseCommandLine(args)).toThrow(/^[^\n]+; --help lists every flag$/);
    expect(() => parseCommandLine(args)).toThrow(says);
  });
});
