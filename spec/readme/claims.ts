import type { Token } from 'markdown-it';
import { tokensOf } from '../docs/readPage.js';

/** A sentence of a page, or a row of one of its tables by its first cell: text, and code in backticks. */
export interface Claim {
  readonly text: string;
  /** The line its paragraph begins on, from 1. */
  readonly line: number;
  /** The heading it is under. */
  readonly section: string;
}

/** What an inline token says: its text, code in backticks, breaks as they are, no other markup. */
export function proseOf({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => {
      if (type === 'code_inline') return `\`${content}\``;
      if (content === '<br>') return '\n';
      return type.endsWith('break') ? ' ' : content;
    })
    .join('');
}

/** What a paragraph says, sentence by sentence. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?]["”)]*)\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Everything that a page says outside its code. */
export function claimsOf(text: string): Claim[] {
  const tokens = tokensOf(text);
  let section = '';
  return tokens.flatMap((token, at) => {
    if (token.type !== 'inline') return [];
    const within = tokens[at - 1]?.type;
    const said = proseOf(token);
    if (within === 'heading_open') section = said;
    const first = within === 'td_open' && tokens[at - 2]?.type === 'tr_open';
    if (within === 'heading_open' || within === 'th_open' || (within === 'td_open' && !first)) {
      return [];
    }
    const line = ((first ? tokens[at - 2] : token)?.map?.[0] ?? 0) + 1;
    return (first ? [said] : sentencesOf(said)).map((part) => ({ text: part, line, section }));
  });
}
