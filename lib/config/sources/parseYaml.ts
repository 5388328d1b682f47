import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';

/** Aliases that refer to more than this in all are an attack, not a config. */
const MAX_ALIASES = 100;
/**
 * As many as some six thousand keys and values need. The library takes seconds for what fits into the size of
 * a file, and the event loop would wait: this bounds it to tenths of one.
 */
const MAX_TOKENS = 60_000;
/** What the YAML library has no words for: to it, what isn't quoted is a value whose type isn't known. */
const NO_JSON = 'a text in double quotes, a number, true, false or null has to be here';

/**
 * The tree of a YAML or JSON document; an error tells line and column, and shows nothing of the text.
 * JSON goes through the YAML library, for `JSON.parse` takes a key given twice without a word.
 */
export async function parseYaml(
  name: string,
  text: string,
  language: 'YAML' | 'JSON',
): Promise<unknown> {
  const { isScalar, Lexer, LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  const issues: ConfigIssue[] = [];
  const report = (problem: string, offset = 0): void => {
    const { line, col: column } = lineCounter.linePos(offset);
    const message = `is no valid ${language}: ${problem}`;
    issues.push({ source: name, key: '', message, line, column });
  };

  const tokens = new Lexer().lex(text);
  for (let count = 0; tokens.next().done !== true; count += 1) {
    if (count < MAX_TOKENS) continue;
    const message = `holds more ${language} than any config needs`;
    throw new ConfigRejectedError([{ source: name, key: '', message }]);
  }

  const document = parseDocument(text, {
    lineCounter,
    logLevel: 'error',
    prettyErrors: false,
    schema: language === 'JSON' ? 'json' : 'core',
    uniqueKeys: false, // looked at below: the library compares every key with every other
  });
  // Its messages quote the text, secrets and all; the codes don't.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) {
    const isNoJson = language === 'JSON' && fault.code === 'TAG_RESOLVE_FAILED';
    report(isNoJson ? NO_JSON : fault.code.toLowerCase().replaceAll('_', ' '), fault.pos[0]);
    throw new ConfigRejectedError(issues); // what comes after the first follows from it
  }
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0];
        const before = seen.size;
        if (seen.add(String(key.value)).size === before) report('duplicate key', offset);
      }
    },
    Scalar(_, { source = '', value, range }) {
      if (/^[-+]?\d+$/u.test(source) && typeof value === 'number' && !Number.isSafeInteger(value)) {
        report('integer too large to be held exactly', range?.[0]);
      }
    },
  });
  if (issues.length > 0) throw new ConfigRejectedError(issues);
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch {
    report('an alias without its anchor, or too many aliases');
    throw new ConfigRejectedError(issues);
  }
}
