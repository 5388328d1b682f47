/** An invariant that didn't hold. */
export interface Problem {
  /** Which one. */
  readonly invariant: string;
  /** What was seen instead. */
  readonly problem: string;
}

/** What went wrong first. Later problems mostly follow from it. */
export class Problems {
  first: Problem | undefined;

  note(invariant: string, problem: string): void {
    this.first ??= { invariant, problem };
  }

  /** Notes a problem unless `holds`. The words are asked for only then. */
  expect(invariant: string, holds: boolean, problem: () => string): void {
    if (!holds) this.note(invariant, problem());
  }
}
