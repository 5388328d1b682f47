import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';

const linux = process.platform === 'linux';

describe.skipIf(!linux)('a process without descriptors to spare', { timeout: 60_000 }, () => {
  it('says what it could not open, goes on, and has it again once there are some', async () => {
    await using program = new Program(
      `
      import { closeSync, openSync, readdirSync } from 'node:fs';
      import { open } from 'node:fs/promises';
      import { filter, firstValueFrom, Subject } from 'rxjs';
      import { createKernel } from 'ron-kernel';
      const crash$ = new Subject();
      const journal = { name: 'journal', start: async ({ ready, signal }) => {
        const handle = await open('/dev/null', 'a');
        signal.addEventListener('abort', () => crash$.next());
        try {
          ready();
          await firstValueFrom(crash$);
          if (!signal.aborted) throw new Error('crashed on purpose');
        } finally {
          await handle.close();
        }
      } };
      const values = {
        observability: { enabled: true },
        supervisor: { backoffBase: 10, backoffCap: 10, restartCap: 10_000 },
      };
      const kernel = await createKernel({ config: { values }, services: [journal] });
      const incident = (pattern) =>
        firstValueFrom(kernel.supervisor.incidents$.pipe(filter(({ reason }) => pattern.test(reason))));
      const probe = async () => {
        const headers = { Connection: 'close' };
        const response = await fetch('http://' + kernel.address + '/readyz', { headers });
        await response.text();
        return response.status;
      };
      console.log('begins');
      const before = readdirSync('/proc/self/fd').length;
      await kernel.start();
      console.log('probe', await probe());

      const taken = [];
      const take = () => { try { for (;;) taken.push(openSync('/dev/null')); } catch (error) { return error; } };
      console.log(take().code);
      const hog = setInterval(take, 1);
      const starved = incident(/^EMFILE: too many open files/);
      crash$.next();
      await starved;
      console.log('probe', await probe().catch(() => 'refused'));
      clearInterval(hog);
      taken.forEach((descriptor) => closeSync(descriptor));
      await firstValueFrom(kernel.readiness$.pipe(filter(({ ready }) => ready)));
      console.log('probe', await probe());
      console.log('clean', (await kernel.stop()).clean);
      process.on('beforeExit', () => console.log('left', readdirSync('/proc/self/fd').length - before));
    `,
      // Enough to load what it imports, all of which Node opens at once.
      { through: ['sh', '-c', 'ulimit -n 512 && exec "$0" "$@"'] },
    );
    expect(await program.ended, program.output).toEqual({ code: 0, signal: null });
    const said = program.output.split('\n').filter((line) => /^[a-zE]/.test(line));
    expect(said).toEqual([
      'begins',
      'probe 200',
      'EMFILE',
      'probe refused', // it has no descriptor for the answer either
      'probe 200',
      'clean true',
      'left 0',
    ]);
    expect(program.output).toMatch(
      /"event":"service crashed",.*"reason":"EMFILE: too many open files/,
    );
    expect(program.left()).toEqual([]);
  });
});
