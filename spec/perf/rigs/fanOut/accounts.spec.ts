import { describe, expect, it } from 'vitest';
import { checkAccount, checkAll } from '../../../../perf/rigs/fanOut/accounts.js';
import { Tally } from '../../../../perf/rigs/fanOut/Tally.js';

const frame = (seq: number) =>
  ({ type: 'frame', seq, at: 0, payload: new Uint8Array([1]) }) as const;

function tallyOf(...seqs: readonly number[]): Tally {
  const tally = new Tally();
  for (const seq of seqs) tally.count(frame(seq));
  return tally;
}

describe('Tally', () => {
  it('counts what came, and what is missing before and between', () => {
    expect(tallyOf(2, 3, 7)).toMatchObject({ delivered: 3, missed: 5, bytes: 3 });
  });

  it.each([[[1, 0]], [[1, 1]]])('fails when events come in the order %j', (seqs) => {
    expect(() => tallyOf(...seqs)).toThrow(`event ${String(seqs[1])} came after 1`);
  });
});

describe('checkAll', () => {
  it('holds when every subscriber had everything', () => {
    expect(() => {
      checkAll(3, [tallyOf(0, 1, 2), tallyOf(0, 1, 2)]);
    }).not.toThrow();
  });

  it.each([
    ['the first', [1, 2]],
    ['one between', [0, 2]],
    ['the last', [0, 1]],
  ])('fails when one subscriber missed %s', (_, seqs) => {
    expect(() => {
      checkAll(3, [tallyOf(0, 1, 2), tallyOf(...seqs)]);
    }).toThrow('published 3, but a subscriber had 2');
  });
});

describe('checkAccount', () => {
  const account = {
    name: 'audit',
    capacity: 4,
    delivered: 5,
    dropped: 3,
    abandoned: 0,
    pending: 2,
  };

  it('holds when every event is one of delivered, dropped, abandoned and pending', () => {
    expect(() => {
      checkAccount(10, { published: 10, subscribers: [account] });
    }).not.toThrow();
  });

  it('names the subscriber whose account is short', () => {
    expect(() => {
      checkAccount(10, { published: 10, subscribers: [{ ...account, dropped: 2 }] });
    }).toThrow('audit: 5 delivered + 2 dropped + 0 abandoned + 2 pending is not 10');
  });

  it('fails when the bus counts other publishes', () => {
    expect(() => {
      checkAccount(10, { published: 9, subscribers: [] });
    }).toThrow('published 10, but the bus counts 9');
  });
});
