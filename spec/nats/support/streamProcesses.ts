import { Program } from '../../kernel/Program.js';

const common = (url: string): string => `
  import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
  import { constant, createKernel } from 'ron-kernel';
  import { natsBridge } from 'ron-kernel/nats';
  const bridge = natsBridge({
    name: 'bridge',
    servers: '${url}',
    backoff: constant({ delay: 50 }),
    capacity: 1_024,
    send: [{ type: 'told', delivery: 'at-least-once' }],
    receive: [{ type: 'told', delivery: 'at-least-once', durable: 'told', ackWait: 1_000, maxInFlight: 64 }],
  });
  const kernel = await createKernel({ services: [bridge], config: { values: { log: { level: 'error' } } } });
  await kernel.start();`;

/** What a process says of the end that sends. */
interface SenderAccount {
  readonly published: number;
  /** The outbox, as the bus has it. */
  readonly reader: Readonly<Record<'delivered' | 'dropped' | 'pending' | 'abandoned', number>>;
  readonly stored: Readonly<Record<string, number>>;
}

/** What a process says of the end that receives. */
interface ReceiverAccount {
  /** Of how many events it had each at least once. */
  readonly had: number;
  readonly consumed: Readonly<Record<string, number>>;
}

/** A kernel that has so many events stored, and says what became of them once that is known. */
export function storingProgram(url: string, events: number): Program {
  return new Program(`${common(url)}
    const reader = () => kernel.bus.stats().subscribers.find(({ name }) => name === 'bridge.told');
    let published = 0;
    while (published < ${events}) {
      for (let n = 0; n < 100 && published < ${events}; n++) {
        kernel.bus.publish({ type: 'told', n: published++ });
      }
      if (published % 500 === 0) console.log('published', published);
      await turn();
      // Waits for the bridge, though not for long: what a broker that is away costs is to be seen.
      for (let n = 0; n < 20 && reader().pending > 500; n++) await wait(1);
    }
    const open = () => reader().pending + bridge.stats().stored.waiting + bridge.stats().stored.inFlight;
    while (open() > 0) await wait(5);
    console.log('account', JSON.stringify({ published, reader: reader(), stored: bridge.stats().stored }));
  `);
}

/** A kernel that takes them, says so, and acknowledges all from number `keep` on never. */
export function takingProgram(url: string, keep = Infinity): Program {
  return new Program(`${common(url)}
    const had = new Set();
    let kept = 0;
    bridge.acknowledged('told', ({ n }) => {
      if (n >= ${keep}) {
        kept += 1;
        if (kept === 64) console.log('holds all it may');
        return new Promise(() => undefined);
      }
      had.add(n);
      ${keep === Infinity ? '' : "console.log('had', n);"}
    }).subscribe();
    setInterval(() => {
      console.log('account', JSON.stringify({ had: had.size, consumed: bridge.stats().consumed }));
    }, 100);
    console.log('up');
  `);
}

/** The account that `program` printed last, of either end. */
export function lastAccount(
  program: Program,
): (Partial<SenderAccount> & Partial<ReceiverAccount>) | undefined {
  const line = program.output
    .slice(0, program.output.lastIndexOf('\n'))
    .split('\n')
    .findLast((text) => text.startsWith('account '));
  if (line === undefined) return undefined;
  return JSON.parse(line.slice('account '.length)) as Partial<SenderAccount & ReceiverAccount>;
}
