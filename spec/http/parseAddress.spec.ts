import { OptionTypeError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../lib/http/parseAddress.js';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:9600', '127.0.0.1', 9600],
    ['localhost:0', 'localhost', 0],
    ['[::1]:65535', '::1', 65_535],
    ['0.0.0.0:80', '0.0.0.0', 80],
  ])('reads %s, and formatAddress writes it again', (text, host, port) => {
    expect(parseAddress('a', text)).toEqual({ host, port });
    expect(formatAddress({ host, port })).toBe(text);
  });

  it.each([
    '',
    '9600',
    ':9600',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:1e3',
    '::1:80',
    'a b:1',
    'http://a:1',
    '[]:1',
    'a:1/x',
  ])('refuses %j, naming the option and what it wants', (text) => {
    expect(() => parseAddress('observability.address', text)).toThrow(OptionTypeError);
    expect(() => parseAddress('observability.address', text)).toThrow(
      /^observability\.address must be host:port, such as '127\.0\.0\.1:9600'/,
    );
  });
});
