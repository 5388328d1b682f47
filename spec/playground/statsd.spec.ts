import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createKernel, ofType } from 'ron-kernel';
import { filter, firstValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { DemoEvent } from '../../playground/DemoEvent.js';
import { demoSchema } from '../../playground/demoSchema.js';
import { parseAddress } from '../../playground/parseAddress.js';
import { statsd } from '../../playground/services/statsd.js';
import { quiet } from './quiet.js';

const start = async (address: string) => {
  const kernel = await createKernel({
    config: { schema: demoSchema, env: {}, values: { statsd: { address } } },
    services: [statsd],
    logger: quiet,
    signals: false,
  });
  const listening = firstValueFrom(kernel.bus.pipe(ofType('statsd.listening')), {
    defaultValue: undefined,
  });
  await kernel.start();
  const { host, port } = parseAddress((await listening)?.address ?? '') ?? { host: '', port: 0 };
  return { kernel, host, port };
};

describe('statsd', () => {
  it.each([
    ['udp4', '127.0.0.1:0'],
    ['udp6', '[::1]:0'],
  ] as const)('publishes what it is sent over %s', async (type, address) => {
    const { kernel, host, port } = await start(address);
    const events = firstValueFrom(
      kernel.bus.pipe(
        filter((event): event is DemoEvent => event.type.startsWith('statsd.')),
        take(4),
        toArray(),
      ),
    );
    const socket = createSocket(type);
    socket.send(['hits:1|c\nnonsense\nload:2|g'], port, host);
    socket.send(['time:3|ms'], port, host);
    expect(await events).toEqual([
      { type: 'statsd.metric', kind: 'counter', name: 'hits', value: 1, rate: 1 },
      { type: 'statsd.metric', kind: 'gauge', name: 'load', value: 2, relative: false },
      { type: 'statsd.bad-lines', lines: 1 },
      { type: 'statsd.metric', kind: 'timer', name: 'time', value: 3, rate: 1 },
    ]);
    socket.close();
    expect((await kernel.stop()).clean).toBe(true);
  });

  it('lets go of its port when it stops', async () => {
    const first = await start('127.0.0.1:0');
    await first.kernel.stop();
    const second = await start(`127.0.0.1:${first.port}`);
    expect(second.port).toBe(first.port);
    await second.kernel.stop();
  });

  it('says at the start when its port is in use, and how to mend that', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address();
    await expect(start(`127.0.0.1:${port}`)).rejects.toThrow(
      `'statsd' failed to start: statsd.address 127.0.0.1:${port} is in use`,
    );
    other.close();
  });

  it.each(['8125', '127.0.0.1:99999', 'a b:1'])('refuses the address %j', async (address) => {
    await expect(start(address)).rejects.toThrow('statsd.address must be host:port');
  });
});
