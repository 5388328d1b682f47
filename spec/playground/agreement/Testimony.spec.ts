import { describe, expect, it } from 'vitest';
import { faults, table } from './Testimony.js';

const agreed = {
  page: { ready: 'true', 'audit.dropped': '12' },
  curl: { ready: 'true' },
  log: { 'audit.dropped': '12' },
};

describe('witnesses', () => {
  it('agree where all who say anything of a fact say the same', () => {
    expect(faults(agreed, { ready: 'true', 'audit.dropped': /^[1-9]/ })).toEqual([]);
  });

  it('disagree where one says something else, expected or not', () => {
    const said = { ...agreed, metrics: { 'audit.dropped': '13' } };
    expect(faults(said, { ready: 'true' })).toEqual(['they disagree on audit.dropped']);
  });

  it('confirm nothing that only one of them says, or that is otherwise', () => {
    expect(faults({ page: { ready: 'true' } }, { ready: 'true' })).toEqual([
      'ready is not true, or not for two of them',
    ]);
    expect(faults(agreed, { ready: 'false' })).toEqual([
      'ready is not false, or not for two of them',
    ]);
    expect(faults(agreed, { missing: '' })).toEqual(['missing is not , or not for two of them']);
  });

  it('are shown side by side', () => {
    expect(table(agreed)).toBe(
      [
        '               page    curl    log',
        'audit.dropped  "12"    –       "12"',
        'ready          "true"  "true"  –',
      ].join('\n'),
    );
  });
});
