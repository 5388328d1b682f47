import type { Table } from './Report.js';

/** A page of tables and pictures. */
export interface Page {
  readonly title: string;
  readonly lead: string;
  readonly tables: readonly Table[];
  readonly pictures: readonly { readonly title: string; readonly svgs: readonly string[] }[];
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color-scheme: light dark }
  table { border-collapse: collapse; margin: 0 0 1.5rem; display: block; overflow-x: auto }
  th, td { padding: .2rem .8rem .2rem 0; text-align: left; font-variant-numeric: tabular-nums; white-space: nowrap }
  tr { border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent) }
  .svgs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 33rem), 1fr)); gap: 1rem }
  .svgs svg { width: 100%; height: auto }
`;

/** The page as HTML that needs nothing beside it. */
export function toHtml({ title, lead, tables, pictures }: Page): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(lead)}</p>
${tables.map(drawn).join('\n')}
${pictures
  .map(
    (group) =>
      `<h2>${escaped(group.title)}</h2>\n<div class="svgs">\n${group.svgs.join('\n')}\n</div>`,
  )
  .join('\n')}
</html>
`;
}

function drawn({ title, columns, rows }: Table): string {
  const row = (cell: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${cells.map((text) => `<${cell}>${escaped(text)}</${cell}>`).join('')}</tr>`;
  const body = rows.map((cells) => row('td', cells)).join('\n');
  return `<h2>${escaped(title)}</h2>\n<table>\n${row('th', columns)}\n${body}\n</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text that shows as it is in HTML and SVG. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
