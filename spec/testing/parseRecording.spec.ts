import { parseRecording, RecordingError } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import { entry, recordingText } from './support.js';

/** What is said about a text that can't be read. */
function complaint(text: string): string {
  try {
    parseRecording(text);
  } catch (error) {
    if (error instanceof RecordingError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

describe('parseRecording', () => {
  it('reads events and facts', () => {
    const incident = {
      type: 'crash',
      service: 'audit',
      generation: 3,
      reason: 'disk full',
      decision: 'quarantine',
      stack: null,
      at: 7,
    };
    const text = recordingText([entry(41, 5, { type: 'a', list: [1, null, 'x'] })], {
      published: 41,
      incidents: [incident],
    });
    const recording = parseRecording(text);
    expect(recording).toEqual({
      reason: 'a spec',
      at: 100,
      origin: 1_700_000_000_000,
      process: { pid: 1, node: 'v20.19.0' },
      published: 41,
      slowest: [],
      incidents: [incident],
      configs: [],
      readiness: [],
      events: [
        {
          sequence: 41,
          at: 5,
          publisher: null,
          corrId: null,
          event: { type: 'a', list: [1, null, 'x'] },
          lost: [],
        },
      ],
    });
  });

  it('says that a text is cut short, wherever it is', () => {
    const text = recordingText([entry(1, 5, { type: 'a' })]);
    for (let length = 1; length < text.length; length++) {
      expect(complaint(text.slice(0, length))).toMatch(
        /^the text is no recording that can be read: it is no JSON, or cut short/,
      );
    }
    expect(complaint('')).toContain('it is empty');
    expect(complaint(' \n')).toContain('it is empty');
  });

  it.each(['null', '[]', '1', '{}', '{"format":"har","version":1}'])(
    'says that %s is something else',
    (text) => expect(complaint(text)).toContain("its format isn't 'ron-kernel/recording'"),
  );

  it.each([0, 2, '1', null])('names a version that it does not know: %j', (version) => {
    expect(complaint(recordingText([], { version }))).toContain(
      `it is of version ${JSON.stringify(version)}, and this ron-kernel reads version 1`,
    );
  });

  it.each([
    ['events', {}],
    ['events', [null]],
    ['events', [{ sequence: 1, event: {} }]],
    ['events', [entry(1.5, 1, {})]],
    ['events', [entry(1, 2, {}), entry(2, 1, {})]],
    ['slowest', undefined],
    ['incidents', 'none'],
    ['configs', [1]],
    ['readiness', [{}]],
    ['origin', 'yesterday'],
    ['process', null],
  ])('names the part that is damaged: %s as %j', (key, value) => {
    expect(complaint(recordingText([], { [key]: value }))).toContain(`'${key}'`);
  });

  it.each([
    ['a mark that it does not know', { $ron: ['magic'] }],
    ['a mark that is none', { $ron: 4 }],
    ['a type that it does not know', { $ron: ['is', 'weakmap', ''] }],
    ['a bigint that is none', { $ron: ['is', 'bigint', '1e9'] }],
    ['an object that is none', { $ron: ['object', 4] }],
  ])('names the event with %s', (_, event) => {
    const text = recordingText([entry(1, 1, {}), entry(2, 1, { payload: event })]);
    expect(complaint(text)).toContain("event 2 can't be revived");
  });

  it('is not drawn into endless depth', () => {
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    const text = recordingText([entry(1, 1, 'DEEP')]).replace('"DEEP"', deep);
    expect(complaint(text)).toContain('nested too deep');
  });

  it('sets no prototype', () => {
    const text = recordingText([entry(1, 1, 'X')]).replace('"X"', '{"__proto__":{"admin":true}}');
    const [first] = parseRecording(text).events;
    expect(Object.getPrototypeOf(first?.event)).toBe(Object.prototype);
    expect(first?.event).not.toHaveProperty('admin');
  });
});
