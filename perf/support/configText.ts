import { parse } from 'smol-toml';
import { array, number, object, string, type AnyObjectSchema } from 'yup';
import { duration, type ConfigContent, type ConfigSource } from 'ron-kernel';

/** A config of some size, and its schema. */
export interface SizedConfig {
  readonly schema: AnyObjectSchema;
  /** The TOML of it; each `edit` differs from the one before in one port. */
  readonly text: (edit: number) => string;
}

const section = object({
  host: string().required(),
  port: number().integer().min(1).max(65_535).required(),
  timeout: duration(number().required().default(1_000)),
  level: string().oneOf(['debug', 'info']).default('info'),
  tags: array(string().required()).default([]),
  weight: number().min(0).max(1),
  retries: number().default(3),
});

function sectionText(name: string, port: number): string {
  return `[${name}]
host = "${name}.example.org"
port = ${String(port)}
timeout = "30s"
level = "info"
tags = ["a", "b", "c"]
weight = 0.5

`;
}

/** As many sections, such as programs have, as fill `bytes`. */
export function configOf(bytes: number): SizedConfig {
  const count = Math.round(bytes / sectionText('service10', 8_000).length);
  const names = Array.from({ length: count }, (_, index) => `service${String(index)}`);
  const rest = names.slice(1).map((name) => sectionText(name, 8_000));
  return {
    schema: object(Object.fromEntries(names.map((name) => [name, section]))),
    text: (edit) => [sectionText('service0', 9_000 + (edit % 1_000)), ...rest].join(''),
  };
}

/** A TOML file without the file: what is left is the reload itself. */
export class TextSource implements ConfigSource {
  readonly name = 'text';

  constructor(public text: string) {}

  read(): ConfigContent {
    const { text } = this;
    return { fingerprint: text, parse: () => ({ kind: 'document', values: parse(text) }) };
  }
}
