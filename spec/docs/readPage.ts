import GithubSlugger from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';

/** A fenced block of code. */
interface Fence {
  readonly language: string;
  /** The line its code begins on, from 1. */
  readonly line: number;
  readonly code: string;
}

/** A link, and where its paragraph begins. */
interface Link {
  readonly href: string;
  readonly line: number;
}

/** What of a Markdown page can be checked. */
export interface Page {
  /** What `#…` may say: the names GitHub gives to its headings. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  readonly fences: readonly Fence[];
}

const markdown = new MarkdownIt({ html: true });

/** The tokens of a page, its front matter left blank so that lines keep their numbers. */
export function tokensOf(text: string): Token[] {
  const blank = (front: string): string => front.replaceAll(/[^\n]/g, '');
  return markdown.parse(text.replace(/^---\n[^]*?\n---\n/, blank), {});
}

/** The text of an inline token, code included. */
function plainText({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => (type.endsWith('break') ? ' ' : content))
    .join('');
}

/** Reads a Markdown page. */
export function readPage(text: string): Page {
  const tokens = tokensOf(text);
  const slugs = new GithubSlugger();
  const inline = tokens.filter(({ type }) => type === 'inline');
  return {
    anchors: new Set(
      tokens.flatMap(({ type }, at) => {
        const title = tokens[at + 1];
        return type === 'heading_open' && title ? [slugs.slug(plainText(title))] : [];
      }),
    ),
    links: inline.flatMap(({ children, map }) =>
      (children ?? []).flatMap((child) => {
        const href = child.attrGet('href') ?? child.attrGet('src');
        return href === null ? [] : [{ href: String(href), line: (map?.[0] ?? 0) + 1 }];
      }),
    ),
    fences: tokens
      .filter(({ type }) => type === 'fence')
      .map(({ info, content, map }) => ({
        language: info.trim(),
        line: (map?.[0] ?? 0) + 2,
        code: content,
      })),
  };
}
