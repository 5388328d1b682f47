import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { firstValueFrom, fromEvent, lastValueFrom, switchMap, takeUntil, timer } from 'rxjs';
import { batchMapBounded } from 'ron-kernel';
import { chaos } from '../chaos.js';
import type { DemoContext } from '../DemoContext.js';

/**
 * Appends every event to `audit.file`, a JSON line each, and takes `audit.delay` longer than it needs
 * for each batch of at most `audit.capacity`: what comes faster than that is dropped, oldest first,
 * and counted. At a stop it writes what is pending, then ends.
 */
export const audit = {
  name: 'audit',
  start: async (context: DemoContext) => {
    const { bus, config, logger, ready, signal } = context;
    const { capacity, file } = config.value.audit;
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'a+');
    let lines = 0;
    // An edit counts for the write that waits, too.
    const delay$ = config
      .select(({ audit: { delay } }) => delay)
      .pipe(switchMap((ms) => timer(ms)));
    const append = async (events: readonly unknown[]): Promise<void> => {
      await firstValueFrom(delay$);
      await handle.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      lines += events.length;
    };
    // Ending what it reads lets it write what is pending; ending `written$` wouldn't.
    const event$ = bus.pipe(takeUntil(fromEvent(signal, 'abort')));
    const written$ = event$.pipe(
      batchMapBounded(append, { name: 'audit', capacity, bus }),
      takeUntil(chaos(context)),
    );
    try {
      await endLastLine(handle);
      signal.throwIfAborted();
      const ended = lastValueFrom(written$, { defaultValue: undefined });
      ready();
      await ended;
    } finally {
      await handle.close();
      logger.info('audit file closed', { file, lines });
    }
  },
};

/** A run before may have ended in the middle of a line, as on a full disk; it isn't to spoil the next. */
async function endLastLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  if (buffer.toString() !== '\n') await handle.appendFile('\n');
}
