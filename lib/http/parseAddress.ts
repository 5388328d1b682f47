import { OptionTypeError } from '../errors.js';
import { show } from '../internal/options.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, an IPv6 host in brackets; port 0 takes any that is free. */
export function parseAddress(name: string, text: string): Address {
  const [, bracketed, plain, digits] =
    /^(?:\[([\da-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || !(port <= 65_535)) {
    throw new OptionTypeError(
      `${name} must be host:port, such as '127.0.0.1:9600' or '[::1]:0', got ${show(text)}`,
    );
  }
  return { host, port };
}

/** The address as one reads and writes it: `host:port`. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
