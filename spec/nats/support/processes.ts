import { Program } from '../../kernel/Program.js';

/** The account that a process prints of one end. */
export interface Account {
  readonly published: number;
  /** The subscriber that is the bridge's outbox, or a slow reader of what came in. */
  readonly reader: {
    readonly pending: number;
    readonly delivered: number;
    readonly dropped: number;
    readonly abandoned: number;
  };
  readonly bridge: {
    readonly disconnects: number;
    readonly slowConsumer: number;
    readonly sent: Readonly<Record<string, number>>;
    readonly received: {
      readonly arrived: number;
      readonly published: number;
      readonly missed: number;
    };
  };
}

const common = (url: string): string => `
  import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
  import { concatMapBounded, constant, createKernel, ofType } from 'ron-kernel';
  import { natsBridge } from 'ron-kernel/nats';
  const run = async (options) => {
    const bridge = natsBridge({ name: 'bridge', servers: '${url}', backoff: constant({ delay: 50 }), ...options });
    const kernel = await createKernel({ services: [bridge] });
    return { bridge, kernel };
  };
  const account = (kernel, bridge, name, published) => {
    const { subscribers } = kernel.bus.stats();
    const reader = subscribers.find((subscriber) => subscriber.name === name);
    console.log('account', JSON.stringify({ published, reader, bridge: bridge.stats() }));
  };`;

/** A kernel that publishes `events` events, then one more now and again, and accounts for them when asked by SIGUSR2. */
export function sender(url: string, events: number): Program {
  return new Program(`${common(url)}
    const { bridge, kernel } = await run({ send: ['told'] });
    await kernel.start();
    let published = 0;
    const tell = () => { kernel.bus.publish({ type: 'told', n: published++ }); };
    const reader = () => kernel.bus.stats().subscribers.find(({ name }) => name === 'bridge');
    while (published < ${events}) {
      for (let n = 0; n < 1_000 && published < ${events}; n++) tell();
      if (published % 10_000 === 0) console.log('published', published);
      await turn();
      // Waits for the bridge, though not for long: what a broker that is away costs is to be seen.
      for (let n = 0; n < 200 && reader().pending > 2_000; n++) await wait(1);
    }
    process.on('SIGUSR2', async () => {
      tell(); // what was lost before it shows in its number
      await turn();
      while (reader().pending + bridge.stats().sent.waiting + bridge.stats().sent.inFlight > 0) await wait(5);
      account(kernel, bridge, 'bridge', published);
    });
    console.log('all published');
  `);
}

/** A kernel that receives, with a slow reader of what it gets; it accounts when asked by SIGUSR2. */
export function receiver(url: string): Program {
  return new Program(`${common(url)}
    const { bridge, kernel } = await run({ receive: ['told'] });
    let told = 0;
    kernel.bus.pipe(ofType('told')).subscribe(() => void told++);
    const slow = concatMapBounded(() => turn(), { name: 'slow', capacity: 64, bus: kernel.bus });
    kernel.bus.pipe(ofType('told'), slow).subscribe();
    await kernel.start();
    process.on('SIGUSR2', () => account(kernel, bridge, 'slow', told));
    console.log('up');
  `);
}

/** What `program` answers when it is asked for its account. */
export async function accountOf(program: Program): Promise<Account> {
  program.kill('SIGUSR2');
  await program.saysNext('account ');
  await program.saysNext('}}}\n');
  const line = program.output
    .trimEnd()
    .split('\n')
    .findLast((text) => text.startsWith('account '));
  return JSON.parse(line?.slice('account '.length) ?? '') as Account;
}
