import * as client from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { headersInPlace } from '../../../lib/nats/client/headersInPlace.js';

const written = (headers: client.MsgHdrs): string => [...headers].join('\n');

describe('headers that are written in place', () => {
  it('say what each message says, in one object as long as the names stay', () => {
    const headersOf = headersInPlace(client);
    const first = headersOf({ One: '1' });
    expect(written(first)).toBe('One,1');
    const second = headersOf({ One: '2' });
    expect(written(second)).toBe('One,2');
    expect(second).toBe(first);
    expect(written(headersOf({ One: '3', Two: '' }))).toBe('One,3\nTwo,');
    expect(written(headersOf({ One: '4', Two: '5' }))).toBe('One,4\nTwo,5');
    expect(written(headersOf({ One: '6', Three: '7' }))).toBe('One,6\nThree,7');
    expect(written(headersOf({ One: '8' }))).toBe('One,8');
    expect(written(headersOf({}))).toBe('');
  });

  it('are new for each message where the client hands out copies', () => {
    const headers = (): client.MsgHdrs => {
      const made = client.headers();
      const entries = made[Symbol.iterator].bind(made);
      made[Symbol.iterator] = function* () {
        for (const [name, values] of { [Symbol.iterator]: entries }) yield [name, [...values]];
      };
      return made;
    };
    const headersOf = headersInPlace({ ...client, headers });
    const first = headersOf({ One: '1' });
    expect(written(first)).toBe('One,1');
    expect(written(headersOf({ One: '2' }))).toBe('One,2');
    expect(written(first)).toBe('One,1');
  });
});
