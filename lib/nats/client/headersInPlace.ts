import type { MsgHdrs } from '@nats-io/transport-node';
import type { Client } from './Client.js';
import { headersOf } from './headersOf.js';
import type { NatsHeaders } from '../transport/NatsMessage.js';

/**
 * Headers in the client's form, in an object that the next ones may be written into: good for what writes them
 * out before it returns. Making one for each message takes as long as all else that a bridge does about it.
 */
export function headersInPlace(client: Client): (headers: NatsHeaders) => MsgHdrs {
  let written = client.headers();
  let places = new Map<string, string[]>();

  const inPlace = (headers: NatsHeaders, names: readonly string[]): boolean => {
    if (names.length !== places.size) return false;
    for (const name of names) {
      const place = places.get(name);
      const value = headers[name];
      if (place === undefined || value === undefined) return false;
      place[0] = value;
    }
    return true;
  };

  return (headers) => {
    const names = Object.keys(headers);
    if (inPlace(headers, names)) return written;
    written = headersOf(client, headers);
    // A client that only hands out copies of its values gets an object for each message.
    const blank = headersOf(client, headers);
    for (const [, values] of blank) values[0] = '';
    const live = names.every((name) => blank.get(name) === '');
    places = new Map(live ? written : []);
    return written;
  };
}
