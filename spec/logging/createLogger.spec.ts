import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LevelledLogger } from '../../lib/logging/createLogger.js';

function capture(format: 'json' | 'text' = 'json'): {
  logger: LevelledLogger;
  lines: () => Promise<string[]>;
} {
  const stream = new PassThrough({ encoding: 'utf8' });
  const redact = (text: string): string =>
    text.replaceAll('hunter2', '***').replaceAll('4711', '***');
  const logger = createLogger({ level: 'info', format, stream, redact });
  const read = (): string | null => stream.read() as string | null;
  const lines = async (): Promise<string[]> => {
    await logger.close();
    const chunks: string[] = [];
    // One chunk at a time, as Node.js 26 has it.
    for (let chunk = read(); chunk !== null; chunk = read()) chunks.push(chunk);
    return chunks.join('').split('\n').slice(0, -1);
  };
  return { logger, lines };
}

const parse = (line: string): Record<string, unknown> =>
  JSON.parse(line) as Record<string, unknown>;

describe('the JSON log', () => {
  it('writes one object a line: ts, level and event first, then the fields as they come', async () => {
    const { logger, lines } = capture();
    logger.warn('service crashed', { service: 'ingest', reason: 'boom', attempt: 2 });
    const [line = '', ...rest] = await lines();
    expect(rest).toEqual([]);
    expect(Object.keys(parse(line))).toEqual([
      'ts',
      'level',
      'event',
      'service',
      'reason',
      'attempt',
    ]);
    expect(parse(line)).toMatchObject({
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
      level: 'warn',
      event: 'service crashed',
      service: 'ingest',
    });
  });

  it('keeps fields that would hide its own, and fields that winston would merge into the message', async () => {
    const { logger, lines } = capture();
    logger.info('hello', { ts: 1, level: 'none', event: 'other', message: 'm', stack: 's' });
    const [line = ''] = await lines();
    expect(parse(line)).toMatchObject({
      level: 'info',
      event: 'hello',
      ts_: 1,
      level_: 'none',
      event_: 'other',
      message: 'm',
      stack: 's',
    });
  });

  it('writes an error with its message, code, stack and cause', async () => {
    const { logger, lines } = capture();
    const cause = new RangeError('inner');
    logger.error('failed', {
      error: Object.assign(new Error('outer', { cause }), { code: 'E_OUTER' }),
    });
    const [line = ''] = await lines();
    expect(parse(line)).toMatchObject({
      error: {
        name: 'Error',
        message: 'outer',
        code: 'E_OUTER',
        stack: expect.stringContaining('createLogger.spec') as unknown,
        cause: { name: 'RangeError', message: 'inner' },
      },
    });
  });

  it('writes an error that is its own cause once, and one that is no error but in name as it is', async () => {
    const { logger, lines } = capture();
    const round = new Error('round');
    round.cause = new TypeError('and round', { cause: round });
    logger.error('failed', { error: round });
    logger.error('failed', {
      error: Object.assign(new Error('x'), { message: { a: 1 }, stack: 7 }),
    });
    const [first = '', second = ''] = await lines();
    expect(parse(first)).toMatchObject({
      error: { message: 'round', cause: { name: 'TypeError', message: 'and round' } },
    });
    expect(first.match(/"message":"round"/g)).toHaveLength(1);
    expect(parse(second)).toMatchObject({ error: { name: 'Error', message: { a: 1 }, stack: 7 } });
  });

  it('never throws and never loses the line, whatever the fields hold', async () => {
    const { logger, lines } = capture();
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle['self'] = cycle;
    logger.info('odd', {
      cycle,
      big: 12n,
      none: undefined,
      nothing: null,
      work: () => 1,
      throws: {
        toJSON() {
          throw new Error('no');
        },
      },
      last: 'kept',
    });
    const [line = ''] = await lines();
    expect(parse(line)).toMatchObject({
      cycle: expect.stringContaining("name: 'cycle'") as unknown,
      big: '12',
      nothing: null,
      work: null,
      throws: expect.any(String) as unknown,
      last: 'kept',
    });
    expect(parse(line)).not.toHaveProperty('none');
  });

  it('stays on one line when the values do not', async () => {
    const { logger, lines } = capture();
    logger.info('two\nlines', { reason: 'three\r\nmore\u2028lines' });
    expect(await lines()).toHaveLength(1);
  });
});

describe('the text log', () => {
  it('writes time, level and event, then the fields, quoted when that is needed', async () => {
    const { logger, lines } = capture('text');
    logger.info('listening', { address: 'http://127.0.0.1:9600', ready: false, note: 'not yet' });
    logger.warn('reloaded', { changed: ['a', 'b'], note: 'bad port', empty: '' });
    const [first = '', second = ''] = await lines();
    expect(first.replace(/^\S+/, 'T')).toBe(
      'T info  listening address=http://127.0.0.1:9600 ready=false note="not yet"',
    );
    expect(second.replace(/^\S+/, 'T')).toBe(
      'T warn  reloaded changed=["a","b"] note="bad port" empty=""',
    );
  });

  it('says of an error what it is and where it was made', async () => {
    const { logger, lines } = capture('text');
    const withStack = (error: Error, ...frames: readonly string[]): Error =>
      Object.assign(error, {
        stack: [String(error), ...frames.map((frame) => `    at ${frame}`)].join('\n'),
      });
    logger.error('here', { error: new TypeError('no number') });
    logger.error('a', {
      error: withStack(new Error('boom'), 'node:fs:1:2', 'read (/app/a.js:3:4)'),
    });
    logger.error('b', { error: withStack(new RangeError(''), 'async /app/b c.js:5:6') });
    logger.error('c', { error: withStack(new Error('gone')) });
    logger.error('d', { error: Object.assign(new Error(''), { stack: 7 }) });
    const [here, ...others] = (await lines()).map((line) => line.replace(/^\S+ /, ''));
    expect(here).toMatch(
      /^error here error="TypeError: no number \(at \S*createLogger\.spec\.ts:\d+:\d+\)"$/,
    );
    expect(others).toEqual([
      'error a error="boom (at /app/a.js:3:4)"',
      'error b error="RangeError (at /app/b c.js:5:6)"',
      'error c error=gone',
      'error d error=Error',
    ]);
  });

  it('is never more than one line, so that a value cannot forge one', async () => {
    const { logger, lines } = capture('text');
    logger.info('bad\nname', { name: 'x\n2026-01-01T00:00:00.000Z error forged' });
    expect(await lines()).toHaveLength(1);
  });
});

describe('the log level', () => {
  it('leaves out what is less urgent, and changes while running', async () => {
    const { logger, lines } = capture();
    logger.debug('1');
    logger.info('2');
    logger.level = 'error';
    logger.warn('3');
    logger.error('4');
    logger.level = 'debug';
    logger.debug('5');
    expect(logger.level).toBe('debug');
    const events = (await lines()).map((line) => parse(line)['event']);
    expect(events).toEqual(['2', '4', '5']);
  });
});

describe('the log format', () => {
  it('changes while running', async () => {
    const { logger, lines } = capture();
    logger.info('first');
    logger.format = 'text';
    logger.info('second');
    const [first = '', second = ''] = await lines();
    expect(logger.format).toBe('text');
    expect(parse(first)['event']).toBe('first');
    expect(second).toMatch(/^\S+ info {2}second$/);
  });
});

describe('closing the log', () => {
  it('waits until a slow stream has taken every line', async () => {
    const taken: string[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        setImmediate(() => {
          taken.push(String(chunk));
          done();
        });
      },
    });
    const logger = createLogger({ level: 'info', format: 'json', stream, redact: String });
    for (let i = 0; i < 100; i++) logger.info(String(i));
    await logger.close();
    expect(taken.filter((line) => line !== '')).toHaveLength(100);
    expect(stream.writableEnded).toBe(false);
  });

  it('can be asked for twice, and later lines are ignored', async () => {
    const { logger, lines } = capture();
    logger.info('before');
    await Promise.all([logger.close(), logger.close()]);
    logger.info('after');
    expect(await lines()).toHaveLength(1);
  });

  it('does not wait for a stream that is gone', async () => {
    const stream = new PassThrough();
    const logger = createLogger({ level: 'info', format: 'json', stream, redact: String });
    logger.info('before');
    stream.destroy();
    await expect(logger.close()).resolves.toBeUndefined();
  });
});

describe('what is secret', () => {
  it.each(['json', 'text'] as const)('is in no line, however deep, as %s', async (format) => {
    const { logger, lines } = capture(format);
    const error = Object.assign(new Error('wrong: hunter2', { cause: new Error('hunter2') }), {
      code: 'E_hunter2',
    });
    logger.info('connecting with hunter2', {
      text: 'user:hunter2@host',
      number: 4711,
      deep: [{ list: ['hunter2', 4711n], error, when: new Date(0) }],
      error,
    });
    const [line = ''] = await lines();
    expect(line).toContain('connecting with ***');
    expect(line).toContain('user:***@host');
    expect(line).not.toMatch(/hunter2|4711/);
    expect(line).toContain('wrong: ***');
  });

  it('is made unreadable in texts and numbers, not in the names of fields', async () => {
    const { logger, lines } = capture();
    logger.info('hello', { hunter2: 'a', text: 'no 4711 here', number: 47_110, flag: true });
    const [line = ''] = await lines();
    expect(parse(line)).toMatchObject({
      hunter2: 'a',
      text: 'no *** here',
      number: 47_110,
      flag: true,
    });
  });

  it('leaves the rest as it was, cycles and errors too', async () => {
    const { logger, lines } = capture();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const fields = { a: 1, b: [true, null, 'x'], c: { d: 2.5 }, e: 47110 };
    logger.info('hello', { ...fields, cycle, error: new TypeError('no') });
    const [line = ''] = await lines();
    expect(parse(line)).toMatchObject({ ...fields, event: 'hello', error: { message: 'no' } });
    expect(parse(line)['cycle']).toContain('Circular');
  });
});

describe('what reads the log too slowly', () => {
  /** Takes one write, and then none until let go. */
  function stalled() {
    let letGo = (): void => {};
    const taken: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        letGo = done;
      },
    });
    return { stream, taken, letGo: () => letGo() };
  }

  it('costs lines past a bound, which are counted and told, and no memory', async () => {
    const { stream, taken, letGo } = stalled();
    const logger = createLogger({ level: 'info', format: 'json', stream, redact: String });
    const text = 'a'.repeat(100_000);
    for (let i = 0; i < 100; i++) logger.info(text);
    for (let i = 0; i < 100; i++) logger.debug(text); // nobody wants these: no loss
    expect(stream.writableLength).toBeLessThan(1_200_000);
    const { dropped } = logger;
    expect(dropped).toBeGreaterThan(80);
    while (stream.writableLength > 0) {
      letGo();
      await new Promise(setImmediate);
    }
    logger.info('again');
    while (stream.writableLength > 0) {
      letGo();
      await new Promise(setImmediate);
    }
    expect(taken).toHaveLength(100 - dropped + 2);
    expect(taken.slice(-2).map(parse)).toMatchObject([
      { level: 'warn', event: 'log lines dropped', dropped },
      { level: 'info', event: 'again' },
    ]);
    expect(logger.dropped).toBe(dropped);
  });

  it('counts what a full disk refuses, and goes on, on a line of its own, once there is room', async () => {
    let room = 30;
    let text = '';
    const stream = new PassThrough();
    // As stdout on a file does it: an error costs what is written, not the stream.
    stream.write = (line: unknown, ...rest: unknown[]): boolean => {
      const done = rest.at(-1) as (error: Error | null) => void;
      text += String(line).slice(0, room);
      room = Math.max(room - String(line).length, 0);
      process.nextTick(done, room === 0 ? new Error('ENOSPC') : null);
      return true;
    };
    const logger = createLogger({ level: 'info', format: 'json', stream, redact: String });
    for (const event of ['torn', 'lost', 'lost']) {
      logger.info(event);
      await new Promise(setImmediate);
    }
    expect(logger.dropped).toBe(3);
    room = Infinity;
    for (const event of ['first', 'second']) {
      logger.info(event);
      await new Promise(setImmediate);
    }
    await logger.close();
    const [torn = '', ...lines] = text.split('\n').slice(0, -1);
    expect(torn).toHaveLength(30);
    expect(lines.map(parse)).toMatchObject([
      { event: 'first' },
      { event: 'log lines dropped', dropped: 3 },
      { event: 'second' },
    ]);
  });

  it('counts every line once it is gone', async () => {
    const { stream } = stalled();
    const logger = createLogger({ level: 'info', format: 'json', stream, redact: String });
    stream.destroy(new Error('EPIPE'));
    await new Promise(setImmediate);
    logger.info('a');
    logger.info('b');
    expect(logger.dropped).toBe(2);
    await logger.close();
  });
});
