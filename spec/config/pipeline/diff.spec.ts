import { secret } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, number, object, string } from 'yup';
import { diff } from '../../../lib/config/pipeline/diff.js';
import { showChange } from '../../../lib/config/showChange.js';

const schema = object({
  port: number(),
  log: object({ level: string() }),
  hosts: array(string()),
  token: secret(string()),
  db: secret(object({ user: string(), password: string() })),
  pools: array(object({ key: secret(string()) })),
  labels: object(),
  open: boolean(),
  pin: string().when('open', { is: false, then: (pin) => secret(pin) }),
});

describe('diff', () => {
  it.each([
    [{ port: 1 }, { port: 1 }, []],
    [{ port: 1 }, { port: 2 }, ['port: 1 → 2']],
    [{ port: 1 }, {}, ['port: 1 → none']],
    [{}, { port: 2 }, ['port: none → 2']],
    [
      { log: { level: 'info' }, port: 1 },
      { log: { level: 'debug' }, port: 2 },
      ['log.level: "info" → "debug"', 'port: 1 → 2'],
    ],
    [{}, { log: { level: 'info' } }, ['log.level: none → "info"']],
    [{ log: { level: 'info' } }, {}, ['log.level: "info" → none']],
    [{ log: {} }, {}, ['log: {} → none']],
    [{ hosts: ['a'] }, { hosts: ['a', 'b'] }, ['hosts: ["a"] → ["a","b"]']],
    [{ token: 'a' }, { token: 'b' }, ['token: *** → ***']],
    [{}, { token: 'b' }, ['token: none → ***']],
    [{ db: { user: 'a' } }, { db: { user: 'b' } }, ['db.user: *** → ***']],
    [{ pools: [{ key: 'a' }] }, { pools: [{ key: 'b' }] }, ['pools: *** → ***']],
    [{ open: false, pin: 'a' }, { open: true, pin: 'b' }, ['open: false → true', 'pin: *** → ***']],
    [{ open: true, pin: 'a' }, { open: false, pin: 'b' }, ['open: true → false', 'pin: *** → ***']],
    [{ labels: { 'a.b': 1 } }, { labels: { 'a.b': 2 } }, ['labels."a.b": 1 → 2']],
    [{}, { hosts: ['x'.repeat(200)] }, [`hosts: none → ["${'x'.repeat(78)}…`]],
  ])('of %j and %j reads %j', (before, after, expected) => {
    expect(diff(schema, before, after).map(showChange)).toEqual(expected);
  });
});
