import { type RunnerTask, type RunnerTestCase, TestRunner } from 'vitest';
import { Findings } from './Findings.js';
import { Questions } from './Questions.js';
import { Started } from './Started.js';
import { switches } from './switches.js';
import { watchForLoops } from './watchForLoops.js';

// Specs put clocks of their own in their place.
const { setTimeout, clearTimeout, setImmediate, performance } = globalThis;
const now = performance.now.bind(performance);

const dir = process.env['RON_MUTATION'] ?? '';
/** Which tests are asked, by how long they take, in ms; none to look what they come by. */
const limit = Number(process.env['RON_MUTATION_LIMIT'] ?? 0);
const findings = new Findings(dir);
const step = limit > 0 ? watchForLoops(dir) : undefined;
const started = new Started(dir, limit === 0);

let uncaught: string | undefined;
const catchIt = (error: unknown) => (uncaught ??= String(error));
process.on('uncaughtException', catchIt).on('unhandledRejection', catchIt);

const nameOf = (task: RunnerTask): string =>
  task.suite === undefined ? task.name : `${nameOf(task.suite)} › ${task.name}`;

/**
 * Rejects after `ms`, counted in turns of the event loop: a busy machine isn't a hanging mutant. What was
 * started has turns of its own, and is given 4 seconds more.
 */
function hangs(ms: number): { readonly after: Promise<never>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout;
  let left = Math.ceil(ms / 50);
  const after = new Promise<never>((_, reject) => {
    const turn = () => {
      left -= 1;
      if (left < (started.any ? -80 : 0)) reject(new Error('hangs'));
      else timer = setTimeout(turn, 50);
    };
    turn();
  });
  return { after, cancel: () => clearTimeout(timer) };
}

/**
 * Runs each test once as it is, or once for each mutant that it comes by and nobody has killed,
 * all in the process that has the spec loaded.
 */
export default class MutationRunner extends TestRunner {
  #questions: Questions | undefined;
  #since = 0;
  /** Whether the mutant was come by more often than it may. */
  #loops = false;

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    await super.onBeforeRunTask(test);
    if (test.type !== 'test' || test.mode === 'skip') return;
    if (step === undefined) {
      test.repeats = 1; // the first time may load modules, which it won't when it is asked
      return;
    }
    this.#questions ??= new Questions(findings, test.file.name, limit);
    test.repeats = this.#questions.begin(test.id);
    if (test.repeats === 0) test.mode = 'skip';
  }

  override onBeforeTryTask(test: RunnerTask): void {
    uncaught = undefined;
    this.#since = now();
    if (this.#questions === undefined) {
      started.hits();
      switches.currentTestId = test.id;
      switches.mutantCoverage.perTest[test.id] = {};
    } else this.#activate(this.#questions.next());
    super.onBeforeTryTask(test);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    const mutant = this.#questions?.mutant;
    if (this.#questions === undefined || mutant === undefined) {
      if (this.#questions?.idle !== true) await run();
      return;
    }
    const { after, cancel } = hangs(1000 + 10 * this.#questions.ms);
    try {
      await Promise.race([run(), after]);
    } catch (error) {
      this.#switchOff(); // what is started can be stopped then
      throw error;
    } finally {
      cancel();
    }
  }

  async onAfterRetryTask(test: RunnerTestCase): Promise<void> {
    // What a mutant leaves behind may only throw in a turn or two.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const { result } = test;
    if (result === undefined) return;
    const [error] = result.errors ?? [];
    const failure = result.state === 'fail' ? (error?.message ?? 'fails') : uncaught;
    if (this.#questions === undefined) {
      this.#look(test, failure);
      return;
    }
    this.#switchOff();
    step?.(undefined);
    started.end();
    result.state = 'run';
    delete result.errors;
    Object.assign(test, { promises: [] }); // those of a run that hung, which vitest would wait for
    const how = this.#loops ? 'loops' : failure === 'hangs' ? failure : failure && 'fails';
    const spoiled = this.#questions.answer(how);
    if (spoiled) process.kill(process.pid, 'SIGKILL');
  }

  #activate(mutant: string | undefined): void {
    switches.hitCount = 0;
    switches.hitLimit = this.#questions?.hitLimit ?? Infinity;
    switches.activeMutant = mutant;
    this.#loops = false;
    started.activate(mutant);
    step?.(mutant);
  }

  #switchOff(): void {
    // Who caught that may have gone on as if it were an error of a user's.
    this.#loops ||= switches.hitCount > switches.hitLimit;
    switches.activeMutant = undefined;
    started.activate(undefined);
  }

  #look(test: RunnerTestCase, failure: string | undefined): void {
    switches.currentTestId = undefined;
    started.end();
    const { id, file } = test;
    const name = nameOf(test);
    if (failure !== undefined) findings.fail(`${file.name} › ${name}: ${failure}`);
    else if (test.result?.state !== 'skip' && test.result?.repeatCount === 1)
      findings.look({
        id,
        name,
        spec: file.name,
        ms: now() - this.#since,
        hits: { ...started.hits(), ...switches.mutantCoverage.perTest[id] },
      });
  }
}
