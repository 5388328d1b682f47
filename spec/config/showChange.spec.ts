import { describe, expect, it } from 'vitest';
import { showChange } from '../../lib/config/showChange.js';

describe('showChange', () => {
  it.each([
    [{ before: 'info', after: 'debug' }, '"info" → "debug"'],
    [{ before: undefined, after: 1 }, 'none → 1'],
    [{ before: '***', after: '***' }, '*** → ***'],
    [{ before: 'x'.repeat(78), after: null }, `"${'x'.repeat(78)}" → null`],
    [{ before: 'x'.repeat(79), after: null }, `"${'x'.repeat(79)}… → null`],
  ])('tells %j, long values in part', (change, text) => {
    expect(showChange({ key: 'log.level', ...change })).toBe(`log.level: ${text}`);
  });
});
