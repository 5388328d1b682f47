import { escaped } from '../../support/toHtml.js';

/** Points on lines: on each of `rows`, one for each of `series`, on a logarithmic scale. */
export interface DotPlot {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
}

const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7']; // told apart by the colour-blind too
const LEFT = 230;
const RIGHT = 820;
const WIDTH = 860;
const TOP = 74;
const STEP = 26;

const STYLE = `text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}
.line{stroke:#ddd}.grid{stroke:#eee}.ours{font-weight:600}
@media(prefers-color-scheme:dark){text{fill:#ddd}.line{stroke:#444}.grid{stroke:#333}}`;

/** Draws `plot` as SVG; the first row is ours. */
export function dotPlot({ title, unit, series, rows }: DotPlot): string {
  const all = rows.flatMap(({ values }) => values).filter((value) => value > 0);
  const [low, high] = [
    Math.floor(Math.log10(Math.min(...all))),
    Math.ceil(Math.log10(Math.max(...all))),
  ];
  const x = (value: number): string => {
    const share = (Math.log10(value) - low) / Math.max(1, high - low);
    return (LEFT + share * (RIGHT - LEFT)).toFixed(1);
  };
  const height = TOP + rows.length * STEP + 30;
  const bottom = height - 24;
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<text class="title" x="10" y="22">${escaped(title)}</text>`,
    ...series.map((name, index) => {
      const at = 16 + index * 150;
      const label = `<text x="${at + 10}" y="48">${escaped(name)}</text>`;
      return `<circle cx="${at}" cy="44" r="5" fill="${colour(index)}"/>${label}`;
    }),
    ...ticks.map((tick) => {
      const line = `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 12}" y2="${bottom}"/>`;
      const label = `${tick.toLocaleString('en')} ${unit}`;
      return `${line}<text x="${x(tick)}" y="${height - 6}" text-anchor="middle">${label}</text>`;
    }),
    ...rows.map(({ label, values }, row) => {
      const y = TOP + row * STEP;
      const name = `<text${row === 0 ? ' class="ours"' : ''} x="10" y="${y + 4}">${escaped(label)}</text>`;
      const line = `<line class="line" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>`;
      const dots = values.map((value, index) =>
        value > 0 ? `<circle cx="${x(value)}" cy="${y}" r="5" fill="${colour(index)}"/>` : '',
      );
      return `${name}${line}${dots.join('')}`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '';
