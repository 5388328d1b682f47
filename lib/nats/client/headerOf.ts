import type { Msg } from '@nats-io/transport-node';

/** A header's first value. Looks through the few there are: the client's own `get` takes a microsecond. */
export function headerOf({ headers }: Msg, name: string): string | undefined {
  for (const [key, values] of headers ?? []) if (key === name) return values[0];
  return undefined;
}
