/**
 * The candidate that `word` was likely meant to be, if any comes close: the same but for case and
 * separators, or within `most` edits, of which short words have one at most.
 */
export function closest(word: string, candidates: readonly string[], most = 2): string | undefined {
  const plain = simplify(word);
  const limit = plain.length <= 4 ? 1 : most;
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = edits(plain, simplify(candidate));
    if (distance <= limit && distance < (best?.distance ?? Infinity))
      best = { candidate, distance };
  }
  return best?.candidate;
}

function simplify(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/gu, '');
}

/** Edits from `a` to `b`: a letter more, less or another, or two neighbours swapped. */
function edits(a: string, b: string): number {
  let above: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const swapped = a[i] === b[j - 1] && a[i - 1] === b[j] ? at(above, j - 1) + 1 : Infinity;
      const replaced = at(row, j) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(at(next, j) + 1, at(row, j + 1) + 1, replaced, swapped));
    }
    above = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
