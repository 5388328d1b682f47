import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../playground/parseAddress.js';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:8125', '127.0.0.1', 8125],
    ['localhost:0', 'localhost', 0],
    ['my-host.example.org:65535', 'my-host.example.org', 65_535],
    ['[::1]:8125', '::1', 8125],
  ])('reads %s', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '127.0.0.1',
    ':8125',
    '127.0.0.1:',
    'a:65536',
    'a:-1',
    'a:1.5',
    '::1:8125',
    'a b:1',
    'a:1/x',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each(['127.0.0.1:8125', '[::1]:8125'])('writes %s as it was', (text) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(text);
  });
});
