import type { Findings, Look } from './Findings.js';

/** What the tests of one spec are asked in this process, test by test. */
export class Questions {
  /** The one to activate next: none to run the test as it is. */
  mutant: string | undefined;
  /** Nothing is left to ask; vitest repeats a test as often as was announced. */
  idle = false;

  readonly #findings: Findings;
  readonly #spec: string;
  readonly #limit: number;
  readonly #looks: ReadonlyMap<string, Look>;
  readonly #asked: ReadonlySet<string>;
  readonly #doubts: ReadonlySet<string>;
  #look: Look | undefined;
  #left: string[] = [];
  #survived: string[] = [];
  #check = true;
  #suspect: { readonly mutant: string; readonly how: string; readonly first: boolean } | undefined;
  /** The one that is asked again, since what another left behind may have failed the test. */
  #again: string | undefined;
  #runs = 0;

  /** About the tests of `spec` that take up to `limit` ms. */
  constructor(findings: Findings, spec: string, limit: number) {
    this.#findings = findings;
    this.#spec = spec;
    this.#limit = limit;
    this.#looks = new Map(findings.looks(spec).map((look) => [look.id, look]));
    this.#asked = findings.asked(spec);
    this.#doubts = findings.doubts(spec);
  }

  /** How long the test takes as it is. */
  get ms(): number {
    return this.#look?.ms ?? 0;
  }

  /** How often the mutant may be come by before that is an endless loop. */
  get hitLimit(): number {
    return 1000 + 100 * (this.#look?.hits[this.mutant ?? ''] ?? 0);
  }

  /** Turns to a test. Returns how often it has to be repeated. */
  begin(test: string): number {
    const look = this.#looks.get(test);
    this.#look = look;
    if (look === undefined || look.ms > this.#limit) return 0;
    const killed = this.#findings.killed();
    const doubted = (mutant: string) => Number(this.#doubts.has(`${test} ${mutant}`));
    this.#left = Object.keys(look.hits)
      .filter((mutant) => !killed.has(mutant) && !this.#asked.has(`${test} ${mutant}`))
      .sort((a, b) => doubted(b) - doubted(a));
    this.#check = true;
    this.#suspect = undefined;
    this.#again = undefined;
    this.idle = false;
    return 4 * this.#left.length; // twice, at worst, with a check after each, besides the one before all
  }

  next(): string | undefined {
    this.mutant = undefined;
    if (this.#check) return undefined;
    const killed = this.#findings.killed();
    do this.mutant = this.#left.shift();
    while (this.mutant !== undefined && killed.has(this.mutant));
    if (this.mutant === undefined) this.#save();
    this.idle = this.mutant === undefined;
    return this.mutant;
  }

  /**
   * Takes what became of the run that `next` asked for: how the test failed, or that it didn't. A mutant is
   * killed when the test fails with it, holds without it and fails with it again, or when it is the first in
   * its process. Returns whether this process is spoiled for what comes next.
   */
  answer(how: string | undefined): boolean {
    if (this.idle) return false;
    this.#runs += 1;
    const { mutant } = this;
    if (mutant === undefined) return this.#checked(how !== undefined);
    if (how === undefined) {
      this.#survived.push(mutant);
      if (this.#survived.length === 20) this.#save(); // the process may end without a word
      return false;
    }
    if (mutant === this.#again) this.#findings.kill({ mutant, test: this.#test, how });
    else this.#suspect = { mutant, how, first: this.#runs === 2 };
    this.#check = true;
    return false;
  }

  #checked(fails: boolean): boolean {
    const suspect = this.#suspect;
    if (suspect?.first === true) {
      this.#findings.kill({ mutant: suspect.mutant, test: this.#test, how: suspect.how });
    } else if (suspect !== undefined && fails) {
      this.#findings.doubt(this.#spec, this.#test, suspect.mutant);
    } else if (suspect !== undefined) {
      this.#again = suspect.mutant;
      this.#left.unshift(suspect.mutant);
    } else if (fails && this.#runs === 1) {
      this.#findings.fail(`${this.#spec} › ${this.#look?.name ?? ''}`);
      this.#findings.ask(this.#spec, this.#test, this.#left);
    }
    this.#suspect = undefined;
    this.#check = false;
    if (fails) this.#save();
    return fails;
  }

  get #test(): string {
    return this.#look?.id ?? '';
  }

  #save(): void {
    this.#findings.ask(this.#spec, this.#test, this.#survived);
    this.#survived = [];
  }
}
