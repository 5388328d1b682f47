import { escaped } from '../support/toHtml.js';
import type { Stack } from './Stack.js';

const WIDTH = 1_200;
const HEIGHT = 17;
/** What is narrower can't be seen. */
const NARROWEST = 0.4;
/** About as wide is a letter. */
const LETTER = 6.2;

/** Colours by where a function comes from. */
const COLOURS = [
  { of: /^(ron-kernel\/)?dist\//, colour: '#f4a259' },
  { of: /rxjs|internal\/(operators|Subscriber|Subject)/, colour: '#d96ba0' },
  { of: /^(perf|rigs|micro)\//, colour: '#8fb8de' },
  { of: /./, colour: '#b9c48f' },
];
const ENGINE = '#c8c8c8';

/**
 * A flame graph as SVG: the outermost functions at the top, what they call below, as wide as it took.
 * Pointed at, a box tells function, place and time.
 */
export function drawFlames(root: Stack): string {
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (stack: Stack, x: number, depth: number): void => {
    const width = (WIDTH * stack.total) / root.total;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    boxes.push(box(stack, { x, width, y: depth * HEIGHT }, root.total));
    let left = x;
    for (const callee of stack.callees) {
      draw(callee, left, depth + 1);
      left += (WIDTH * callee.total) / root.total;
    }
  };
  draw(root, 0, 0);
  const height = (deepest + 1) * HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="10">
${boxes.join('\n')}
</svg>`;
}

function box(
  { name, at, self, total }: Stack,
  { x, y, width }: Readonly<Record<'x' | 'y' | 'width', number>>,
  all: number,
): string {
  const percent = ((100 * total) / all).toFixed(1);
  const title = `${name} ${at}\n${total.toFixed(1)} ms, ${percent} %; itself ${self.toFixed(1)} ms`;
  const fits = Math.floor((width - 4) / LETTER);
  const label = fits < 3 ? '' : name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
  const [left, wide] = [x, Math.max(width - 0.5, NARROWEST)].map((each) => each.toFixed(2));
  return `<g><title>${escaped(title)}</title><rect x="${left}" y="${y}" width="${wide}" height="${HEIGHT - 1}" fill="${colourOf(at)}"/>${
    label === '' ? '' : `<text x="${(x + 3).toFixed(2)}" y="${y + 12}">${escaped(label)}</text>`
  }</g>`;
}

function colourOf(at: string): string {
  if (at === '' || at.startsWith('node:')) return ENGINE;
  return COLOURS.find(({ of }) => of.test(at))?.colour ?? ENGINE;
}
