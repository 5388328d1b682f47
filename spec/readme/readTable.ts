import { tokensOf } from '../docs/readPage.js';
import { proseOf, sentencesOf } from './claims.js';

/** A row of the table of claims. */
export interface Row {
  readonly line: number;
  /** What the README says: one sentence or several, or a row of a table by its first cell. */
  readonly claims: readonly string[];
  /** What tests it: `spec/….spec.ts › title`, `spec/….spec.ts` or a command. */
  readonly proofs: readonly string[];
}

/** What spec/README.md says about the README. */
export interface ClaimTable {
  readonly rows: readonly Row[];
  /** What the README says that is no claim. */
  readonly excepted: readonly Row[];
  /** Sections of the README without claims. */
  readonly sections: readonly string[];
}

/** Reads the tables by their first header: `claim`, `no claim` and `section without claims`. */
export function readTable(text: string): ClaimTable {
  const tokens = tokensOf(text);
  const table = {
    rows: new Array<Row>(),
    excepted: new Array<Row>(),
    sections: new Array<string>(),
  };
  let kind = '';
  tokens.forEach((token, at) => {
    if (token.type !== 'tr_open') return;
    const [first = '', second = ''] = tokens
      .slice(
        at,
        tokens.findIndex(({ type }, end) => end > at && type === 'tr_close'),
      )
      .filter(({ type }) => type === 'inline')
      .map(proseOf);
    if (tokens[at + 1]?.type === 'th_open') kind = first;
    else if (kind === 'section without claims') table.sections.push(first);
    else if (kind === 'claim' || kind === 'no claim') {
      const line = (token.map?.[0] ?? 0) + 1;
      const proofs = second.replaceAll('`', '').split('\n');
      const row = {
        line,
        claims: [first, ...sentencesOf(first)],
        proofs: proofs.map((p) => p.trim()),
      };
      (kind === 'claim' ? table.rows : table.excepted).push(row);
    }
  });
  return table;
}
