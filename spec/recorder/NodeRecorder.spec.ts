import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER, Subject, throwError } from 'rxjs';
import type { CrashIncident, Incident, Readiness } from 'ron-kernel';
import { parseRecording } from 'ron-kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeRecorder, type Recorded } from '../../lib/NodeRecorder.js';
import { memoryLogger } from '../supervision/support.js';

const crash = (error: unknown): CrashIncident => ({
  type: 'crash',
  child: 'ingest',
  generation: 2,
  at: 5,
  cause: 'error',
  error,
  reason: 'it broke',
  decision: 'restart',
  fingerprint: 'f',
  count: 1,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ron-recorder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recorderOf(file: string) {
  const logger = memoryLogger();
  const host = Object.assign(new EventEmitter(), { exit: () => undefined });
  const recorder = new NodeRecorder(
    { enabled: true, events: 10, bytes: 100_000, file, endpoint: false },
    { redact: (text) => text, logger, context: undefined, host },
  );
  return { recorder, logger, host };
}

describe('the recorder of a node', () => {
  it('keeps what happens to services: with a stack where an error has one, without where not', () => {
    const { recorder } = recorderOf('');
    const incidents$ = new Subject<Incident>();
    const config = { snapshot: { version: 1 }, reloads$: NEVER } as unknown as Recorded['config'];
    recorder.watch({ config, supervisor: { incidents$ }, readiness$: NEVER });
    const error = new Error('broken');
    const bare = new Error('bare');
    delete bare.stack;
    for (const thrown of [error, bare, 'a word']) incidents$.next(crash(thrown));
    incidents$.next({ type: 'leak', child: 'ingest', generation: 2, at: 6, reason: 'it stays' });
    const { incidents } = parseRecording(recorder.recording());
    expect(incidents).toMatchObject([
      { type: 'crash', decision: 'restart', stack: error.stack },
      { type: 'crash', decision: 'restart', stack: null },
      { type: 'crash', decision: 'restart', stack: null },
      { type: 'leak', service: 'ingest', reason: 'it stays', decision: null, stack: null },
    ]);
  });

  it('says that it can’t go on with what fails, and keeps the rest', () => {
    const { recorder, logger } = recorderOf('');
    const config = { snapshot: { version: 1 }, reloads$: NEVER } as unknown as Recorded['config'];
    const failure = new Error('no more');
    const readiness$ = new Subject<Readiness>();
    const incidents$ = throwError(() => failure);
    recorder.watch({ config, supervisor: { incidents$ }, readiness$ });
    readiness$.next({ ready: false, missing: ['a'], degraded: [] });
    expect(logger.lines).toEqual([
      { level: 'error', message: 'recorder failed', fields: { error: failure } },
    ]);
    expect(parseRecording(recorder.recording()).readiness).toMatchObject([{ missing: ['a'] }]);
  });

  it('leaves its recording once, with why the process failed first', () => {
    const { recorder, logger, host } = recorderOf(join(folder, 'crash.json'));
    const stop = recorder.onExit();
    host.emit('uncaughtExceptionMonitor', new Error('first'), 'uncaughtException');
    host.emit('exit', 1);
    host.emit('exit', 2);
    stop();
    expect(readdirSync(folder)).toEqual(['crash.json']);
    const { reason } = parseRecording(readFileSync(join(folder, 'crash.json'), 'utf8'));
    expect(reason).toBe('uncaught exception: first');
    expect(logger.lines.map(({ message }) => message)).toEqual(['recording written']);
  });

  it('says so where it can’t be written, and has nothing to write without a file', () => {
    const lost = recorderOf(join(folder, 'none', 'crash.json'));
    lost.recorder.crashed('a spec');
    expect(lost.logger.lines).toMatchObject([{ level: 'error', message: 'recording not written' }]);
    const none = recorderOf('');
    none.recorder.crashed('a spec');
    expect(none.logger.lines).toEqual([]);
  });
});
