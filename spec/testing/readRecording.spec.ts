import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readRecording, RecordingError } from 'ron-kernel/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { entry, recordingText } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'ron-kernel-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'crash.json');

describe('readRecording', () => {
  it('reads a file, by its path or its URL', () => {
    writeFileSync(file, recordingText([entry(1, 5, { type: 'a' })]));
    expect(readRecording(file).events).toHaveLength(1);
    expect(readRecording(pathToFileURL(file))).toEqual(readRecording(file));
  });

  it('names a file that is damaged', () => {
    writeFileSync(file, recordingText([]).slice(0, -1));
    expect(() => readRecording(file)).toThrow(RecordingError);
    expect(() => readRecording(file)).toThrow(
      `'${file}' is no recording that can be read: it is no JSON`,
    );
  });

  it('names a file that is not there', () => {
    const missing = join(folder, 'missing.json');
    expect(() => readRecording(missing)).toThrow(RecordingError);
    expect(() => readRecording(missing)).toThrow(
      `'${missing}' is no recording that can be read: E`,
    );
  });
});
