import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Mutants } from './mutants.js';

/** What a test comes by when nothing is mutated. */
export interface Look {
  /** vitest's, the same in every run. */
  readonly id: string;
  readonly name: string;
  readonly spec: string;
  readonly ms: number;
  /** How often it comes by each mutant. */
  readonly hits: Readonly<Record<string, number>>;
}

/** A mutant that a test told from the original. */
export interface Kill {
  readonly mutant: string;
  readonly test: string;
  readonly how: string;
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

/**
 * What is known so far, in files that all processes append to. A process ends where a mutant hangs
 * it or spoils it for those after it, and the next goes on from here.
 */
export class Findings {
  readonly #dir: string;
  #killed: ReadonlySet<string> = new Set();
  #read = -1;

  constructor(dir: string) {
    this.#dir = dir;
  }

  begin(mutants: Mutants): void {
    for (const each of ['looks', 'asked', 'doubts'])
      mkdirSync(`${this.#dir}/${each}`, { recursive: true });
    writeFileSync(`${this.#dir}/mutants.json`, JSON.stringify(mutants));
  }

  mutants(): Mutants {
    return JSON.parse(readFileSync(`${this.#dir}/mutants.json`, 'utf8')) as Mutants;
  }

  look(look: Look): void {
    this.#append('looks', look.spec, JSON.stringify(look));
  }

  looks(spec?: string): Look[] {
    return this.#lines('looks', spec).map((line) => JSON.parse(line) as Look);
  }

  /** A test that fails as it is can't be asked. */
  fail(test: string): void {
    appendFileSync(`${this.#dir}/failed.txt`, `${test}\n`);
  }

  failed(): string[] {
    return linesOf(`${this.#dir}/failed.txt`);
  }

  kill({ mutant, test, how }: Kill): void {
    appendFileSync(`${this.#dir}/killed.txt`, `${mutant} ${test} ${how}\n`);
  }

  kills(): Kill[] {
    return linesOf(`${this.#dir}/killed.txt`).map((line) => {
      const [mutant = '', test = '', how = ''] = line.split(' ');
      return { mutant, test, how };
    });
  }

  /** By any process, until now. */
  killed(): ReadonlySet<string> {
    const file = `${this.#dir}/killed.txt`;
    const size = existsSync(file) ? statSync(file).size : 0;
    if (size !== this.#read) this.#killed = new Set(this.kills().map(({ mutant }) => mutant));
    this.#read = size;
    return this.#killed;
  }

  /** The mutants that a test didn't tell from the original. */
  ask(spec: string, test: string, mutants: readonly string[]): void {
    if (mutants.length > 0)
      this.#append('asked', spec, mutants.map((mutant) => `${test} ${mutant}`).join('\n'));
  }

  asked(spec?: string): ReadonlySet<string> {
    return new Set(this.#lines('asked', spec));
  }

  /** A mutant after which the test failed without it as well: to be asked first, in a process of its own. */
  doubt(spec: string, test: string, mutant: string): void {
    this.#append('doubts', spec, `${test} ${mutant}`);
  }

  doubts(spec: string): ReadonlySet<string> {
    return new Set(this.#lines('doubts', spec));
  }

  #append(kind: string, spec: string, text: string): void {
    appendFileSync(`${this.#dir}/${kind}/${spec.replaceAll('/', '_')}`, `${text}\n`);
  }

  #lines(kind: string, spec?: string): string[] {
    const specs =
      spec === undefined ? readdirSync(`${this.#dir}/${kind}`) : [spec.replaceAll('/', '_')];
    return specs.flatMap((each) => linesOf(`${this.#dir}/${kind}/${each}`));
  }
}
