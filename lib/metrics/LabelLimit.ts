/** How many values a label may take before the rest share one, so that no name can flood a scrape. */
const LIMIT = 256;

/** Keeps a label's values few: the first {@link LIMIT} stand for themselves, all later ones are `other`. */
export class LabelLimit {
  private readonly known = new Set<string>();

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= LIMIT) return 'other';
    this.known.add(value);
    return value;
  }
}
