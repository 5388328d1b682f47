import type { MsgHdrs } from '@nats-io/transport-node';
import type { Client } from './Client.js';
import type { NatsHeaders } from '../transport/NatsMessage.js';

/** Headers in the client's form. */
export function headersOf(client: Client, headers: NatsHeaders): MsgHdrs {
  const written = client.headers();
  for (const [name, value] of Object.entries(headers)) written.append(name, value);
  return written;
}
