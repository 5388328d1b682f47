import ts from 'typescript';

/** A block of TypeScript that the documentation shows. */
export interface Snippet {
  readonly file: string;
  /** The line its code begins on, from 1. */
  readonly line: number;
  readonly code: string;
  /** The module in preludes/ that supplies the names it doesn't declare itself. */
  readonly prelude?: string;
  /** Why it isn't run. */
  readonly skip?: string;
}

const OPEN = /^\s*```(?:ts|typescript)\s*$/;
const CLOSE = /^\s*```\s*$/;
const DIRECTIVE = /^\s*<!-- snippet: (?:prelude=(?<prelude>[\w-]+)|skip (?<skip>.+)) -->\s*$/;

/** Every ```ts block of a Markdown page, with what a `<!-- snippet: … -->` right above it asks for. */
export function markdownSnippets(file: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const opening = lines[at] ?? '';
    if (opening.includes('<!-- snippet:') && !DIRECTIVE.test(opening)) {
      throw new Error(`${file}:${at + 1}: say <!-- snippet: prelude=name --> or skip and why`);
    }
    if (!OPEN.test(opening)) continue;
    const end = lines.findIndex((line, index) => index > at && CLOSE.test(line));
    if (end < 0) throw new Error(`${file}:${at + 1}: this block is never closed`);
    const indent = opening.search(/\S/);
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent));
    const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
    const { prelude, skip } = DIRECTIVE.exec(above)?.groups ?? {};
    snippets.push({
      file,
      line: at + 2,
      code: code.join('\n'),
      ...(prelude !== undefined && { prelude }),
      ...(skip !== undefined && { skip }),
    });
    at = end;
  }
  return snippets;
}

/** Every ```ts block in the doc comments of a source file; an `@example` must have one. */
export function commentSnippets(file: string, text: string): Snippet[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const comments = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)) {
      comments.set(comment.pos, comment.getFullText());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);

  return [...comments].flatMap(([position, comment]) => {
    const first = source.getLineAndCharacterOfPosition(position).line;
    const page = comment.replaceAll(/^\s*\* ?(?!\/)/gm, '');
    const snippets = markdownSnippets(file, '\n'.repeat(first) + page);
    if (snippets.length < page.split(/^\s*(?:\/\*\*\s*)?@example\b/m).length - 1) {
      throw new Error(`${file}:${first + 1}: an @example without a \`\`\`ts block`);
    }
    return snippets;
  });
}
