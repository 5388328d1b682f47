import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { ListenError } from 'ron-kernel';
import { Observable } from 'rxjs';
import { chaos } from '../chaos.js';
import type { DemoEvent } from '../DemoEvent.js';
import type { DemoContext } from '../DemoContext.js';
import { formatAddress, parseAddress } from '../parseAddress.js';
import { parseStatsd } from '../parseStatsd.js';

/** Room for bursts, in bytes, as far as the system allows it. */
const RECEIVE_BUFFER = 1_048_576;

/** Takes what StatsD clients send to `statsd.address`; an event for each metric. */
export const statsd = {
  name: 'statsd',
  start: (context: DemoContext) =>
    listen(context.config.value.statsd.address, context.ready, chaos(context)),
};

function listen(
  address: string,
  ready: () => void,
  crash$: Observable<never>,
): Observable<DemoEvent> {
  return new Observable((subscriber) => {
    const wanted = parseAddress(address);
    if (!wanted) throw new TypeError(`statsd.address must be host:port, got '${address}'`);

    const socket = createSocket({
      type: isIPv6(wanted.host) ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER,
    });
    socket.on('error', (error) =>
      subscriber.error(new ListenError('statsd.address', address, error)),
    );
    socket.on('message', (datagram) => {
      const { metrics, badLines } = parseStatsd(datagram.toString());
      for (const metric of metrics) subscriber.next({ type: 'statsd.metric', ...metric });
      if (badLines > 0) subscriber.next({ type: 'statsd.bad-lines', lines: badLines });
    });
    socket.bind({ address: wanted.host, port: wanted.port, exclusive: true }, () => {
      const { address: host, port } = socket.address();
      subscriber.next({ type: 'statsd.listening', address: formatAddress({ host, port }) });
      ready();
      subscriber.add(crash$.subscribe({ error: (error: unknown) => subscriber.error(error) }));
    });
    return () => socket.close();
  });
}
