import { describe, expect, it } from 'vitest';
import { closest } from '../../lib/internal/closest.js';

describe('closest', () => {
  it.each([
    ['prot', ['host', 'port'], 'port'],
    ['backofBase', ['backoffBase', 'backoffCap'], 'backoffBase'],
    ['backoff_base', ['backoffCap', 'backoffBase'], 'backoffBase'],
    ['LEVEL', ['level'], 'level'],
    ['hots', ['host', 'hosts'], 'host'],
    ['levels', ['level'], 'level'],
    ['adress', ['address'], 'address'],
    ['x', ['y'], 'y'],
    ['hsot', ['port', 'host'], 'host'],
    ['hosst_naem', ['hostName'], 'hostName'],
    ['poxy', ['port'], undefined],
    ['prat', ['port'], undefined],
    ['pxot', ['port'], undefined],
    ['opxt', ['port'], undefined],
    ['paat', ['port'], undefined],
    ['cpacty', ['capacity'], 'capacity'],
    ['capacity', ['cap'], undefined],
    ['port', [], undefined],
    ['', ['port'], undefined],
  ])('finds for %j among %j: %j', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });
});
