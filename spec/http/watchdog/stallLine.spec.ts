import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stallLine } from '../../../lib/http/watchdog/stallLine.js';
import { createLogger } from '../../../lib/logging/createLogger.js';

describe('the line of a stall', () => {
  it.each(['json', 'text'] as const)(
    'is what the kernel’s own logger would write: %s',
    async (format) => {
      let written = '';
      const stream = new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          written += chunk.toString();
          done();
        },
      });
      const logger = createLogger({ level: 'error', format, stream, redact: (text) => text });
      logger.error('event loop stands still', { stalledFor: 5012 });
      await logger.close();
      const [date = ''] = /\d{4}-[\d:.T-]+Z/.exec(written) ?? [];
      expect(stallLine(format, new Date(date), 5012)).toBe(written);
    },
  );
});
