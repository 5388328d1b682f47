import { describe, expect, it } from 'vitest';
import { checkReloads } from '../../../../perf/rigs/configReload/checkReloads.js';

const sound = {
  edits: 9,
  edit: 9,
  version: 6,
  applied: 5,
  rejected: 0,
  events: 5,
  exposition: 'config_reloads_total{outcome="applied"} 5\n',
};

describe('checkReloads', () => {
  it('is content when the last change is in force and everyone says so', () => {
    expect(() => {
      checkReloads(sound);
    }).not.toThrow();
  });

  it.each([
    [{ edit: 8 }, 'the change in force: 8, where there should be 9'],
    [{ rejected: 1 }, 'rejections: 1, where there should be 0'],
    [{ version: 7 }, 'the version: 7, where there should be 6'],
    [{ events: 4 }, 'events: 4, where there should be 5'],
    [{ exposition: '' }, 'config_reloads_total: NaN, where there should be 5'],
  ])('says what does not add up: %j', (amiss, message) => {
    expect(() => {
      checkReloads({ ...sound, ...amiss });
    }).toThrow(message);
  });
});
