import { describe, expect, it } from 'vitest';
import { isOwnHost } from '../../lib/http/isOwnHost.js';

const loopback = { address: '127.0.0.1', port: 9600 };

describe('isOwnHost', () => {
  it.each([
    ['127.0.0.1:9600', loopback, '127.0.0.1', true],
    ['localhost:9600', loopback, '127.0.0.1', true],
    ['LocalHost:9600', loopback, '127.0.0.1', true],
    ['localhost:9600', { address: '::ffff:127.0.0.1', port: 9600 }, '::', true],
    ['[::1]:9600', { address: '::1', port: 9600 }, '::1', true],
    ['10.0.0.7:9600', { address: '10.0.0.7', port: 9600 }, '0.0.0.0', true],
    ['node-7.internal:9600', { address: '10.0.0.7', port: 9600 }, 'node-7.internal', true],
    ['127.0.0.1', { address: '127.0.0.1', port: 80 }, '127.0.0.1', true],
    ['127.0.0.1', loopback, '127.0.0.1', false],
    ['127.0.0.1:9601', loopback, '127.0.0.1', false],
    ['evil.example:9600', loopback, '127.0.0.1', false],
    ['localhost.evil.example:9600', loopback, '127.0.0.1', false],
    ['127.0.0.1:9600@evil.example', loopback, '127.0.0.1', false],
    ['127.0.0.1:9600 ', loopback, '127.0.0.1', false],
    ['localhost:9600', { address: '10.0.0.7', port: 9600 }, '10.0.0.7', false],
    ['', loopback, '127.0.0.1', false],
  ])('%j reached at %j, configured as %s: %s', (header, reached, configured, own) => {
    expect(isOwnHost(header, reached, configured)).toBe(own);
  });

  it.each([
    ['pod.example:9600', ['pod.example'], true],
    ['POD.example', ['pod.Example'], true],
    ['pod.example:9600', ['other', 'pod.example:9600'], true],
    ['[fd00::7]:9600', ['[fd00::7]'], true],
    ['pod.example:9601', ['pod.example:9600'], false],
    ['not.pod.example:9600', ['pod.example'], false],
    ['pod.example', [], false],
  ])('%j where %j are allowed: %s', (header, allowed, own) => {
    expect(isOwnHost(header, loopback, '127.0.0.1', allowed)).toBe(own);
  });
});
