import { ConfigRejectedError } from '../../errors.js';

/** The tree of a TOML document; an error tells line and column, and shows nothing of the text. */
export async function parseToml(name: string, text: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    // Below its first line the message quotes the document, secrets and all.
    const [reason = ''] = error.message.replace('Invalid TOML document: ', '').split('\n');
    throw new ConfigRejectedError([
      { source: name, key: '', message: `is no valid TOML: ${reason}`, line, column },
    ]);
  }
}
