import { spawn } from 'node:child_process';
import { connect } from '@nats-io/transport-node';
import { bridged } from './bridged.js';
import { SUBJECT, type Reading, type Way } from './reading.js';
import { timed } from './timed.js';

/** Floods the broker from a process of its own. */
function flood(url: string, count: number): void {
  const code = `
    import { connect, headers } from '@nats-io/transport-node';
    const [url, count] = process.argv.slice(-2);
    const client = await connect({ servers: url });
    const open = [];
    for (let n = 0; n < Number(count); n++) {
      const written = headers();
      written.set('Ron-Event', '1 json 1 0123456789abcdef 0 0123456789abcdef ' + (n + 1));
      const event = { type: 'reading', sensor: 'attic', celsius: 21.5, n };
      client.publish('${SUBJECT}', JSON.stringify(event), { headers: written });
      if (n % 512 === 0) open.push(client.flush());
      if (open.length >= 4) await open.shift();
    }
    await client.drain();`;
  spawn(process.execPath, ['--input-type=module', '-e', code, url, String(count)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function clientReceives(withHeader: boolean): Way {
  return async (url, count) => {
    const client = await connect({ servers: url });
    let sum = 0;
    const took = timed(count, (heard) => {
      client.subscribe(SUBJECT, {
        callback: (_, message) => {
          if (withHeader) sum += message.headers?.get('Ron-Event').split(' ').length ?? 0;
          sum += message.json<Reading>().celsius;
          heard();
        },
      });
    });
    await client.flush();
    flood(url, count);
    const seconds = await took;
    if (sum < count) throw new Error('the events weren’t read');
    await client.close();
    return seconds;
  };
}

async function bridgeReceives(url: string, count: number): Promise<number> {
  const { bus, bridge, supervisor } = await bridged({ servers: url, receive: ['reading'] });
  const took = timed(count, (heard) => void bus.subscribe(heard));
  flood(url, count);
  const seconds = await took;
  if (bridge.stats().received.missed > 0) throw new Error('events were missed');
  await supervisor.stop();
  return seconds;
}

export const receiving: Readonly<Record<string, Way>> = {
  bridge: bridgeReceives,
  client: clientReceives(true),
  'client, no header': clientReceives(false),
};
