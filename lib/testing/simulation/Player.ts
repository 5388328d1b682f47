import { reasonOf } from '../../internal/reasonOf.js';
import { Dice } from './Dice.js';
import { Digest } from './Digest.js';
import { isRetained } from './isRetained.js';
import { MOVES } from './moves.js';
import { openNode } from './openNode.js';
import type { MoveName, Play, Played, PlayedWorld } from './Play.js';
import { ProbeError } from './Probe.js';
import { Problems } from './Problems.js';
import type { SimulatedNode } from './SimulatedNode.js';
import { installVirtualTime } from './virtualGlobals.js';
import { VirtualLoop } from './VirtualLoop.js';

/** How many moves are remembered in words. */
const REMEMBERED = 25;
/** The share of steps that are followed by the next at once. */
const AT_ONCE = 0.25;
/** The share of stops that are waited for; into the others come more moves. */
const AWAITED = 0.5;
/** Steps from one look for retained events to the next. */
const RETENTION_EVERY = 500;

/** Plays one play, in virtual time: moves drawn from its seed, and a look at everything after each. */
export class Player {
  private readonly problems = new Problems();
  private readonly loop = new VirtualLoop((error) => this.onUncaught(error));
  private readonly digest = new Digest();
  private readonly moves: Partial<Record<MoveName, number>> = {};
  private readonly moved: number[] = [];
  private readonly trace: string[] = [];
  private nodes = 0;
  private events = 0;
  private starts = 0;
  private node: SimulatedNode | undefined;
  private world: PlayedWorld;

  constructor(private readonly play: Play) {
    this.world = { options: {}, edits: [], begin: () => undefined, invariants: {} };
  }

  async run(): Promise<Played> {
    const { digest, loop, moved, moves, play, problems, trace } = this;
    const restore = installVirtualTime(loop, new Dice(play.seed, 0).roll);
    let steps = 0;
    try {
      while (steps < play.steps && problems.first === undefined) await this.step(++steps);
      if (problems.first === undefined) await this.endNode();
    } finally {
      await loop.drain();
      restore();
    }
    const { nodes, events, starts } = this;
    const counts = { steps, elapsed: loop.now, nodes, events, starts };
    return { ...counts, moves, moved, trace, digest: digest.text, problem: problems.first };
  }

  private async step(step: number): Promise<void> {
    const { digest, loop, play, problems } = this;
    const dice = new Dice(play.seed, step); // the time a step takes is the same without its move
    const node = await this.nodeFor();
    if (play.only?.has(step) ?? true) this.move(step, node, new Dice(play.seed, step, 3));
    const atOnce = dice.happens(AT_ONCE) && step < play.steps;
    if (!atOnce) await loop.pass(dice.span(play.pace));
    const atRest = !atOnce && (await loop.rest());
    node.check(atRest);
    if (atRest) this.ask(step, node);
    if (atRest && play.retention && step % RETENTION_EVERY === 0) {
      problems.expect('nothing is retained', !(await isRetained(node)), () => {
        return 'an event that everyone had can not be collected';
      });
    }
    if (node.stopping && !node.over && dice.happens(AWAITED)) await this.endNode();
    digest.add(
      `${step} ${loop.now.toFixed(3)} ${node.probes.order.count} ${node.parts.runs.started}`,
    );
  }

  /** The node there is, or the next one where that is over. */
  private async nodeFor(): Promise<SimulatedNode> {
    const { loop, play, problems } = this;
    if (this.node && !this.node.over) return this.node;
    await this.endNode();
    this.nodes += 1;
    this.world = play.world({ random: new Dice(play.seed, this.nodes, 2).roll });
    const { options } = this.world;
    const { slowStarts } = play;
    const own = new Dice(play.seed, this.nodes, 1);
    const opening = openNode({ options, loop, problems, slowStarts, dice: own });
    this.node = await loop.settle(opening);
    this.node.parts.server.taken = own.happens(0.02);
    this.world.begin(this.node.kernel);
    this.node.start();
    return this.node;
  }

  private async endNode(): Promise<void> {
    if (this.node === undefined) return;
    await this.node.finish();
    this.events += this.node.probes.order.count;
    this.starts += this.node.parts.runs.started;
    this.node = undefined;
  }

  private move(step: number, node: SimulatedNode, dice: Dice): void {
    const name = dice.weighted(this.play.weights);
    if (name === undefined) return;
    node.probes.refill();
    const what = MOVES[name](node, dice, this.world.edits);
    if (what === undefined) return;
    this.moves[name] = (this.moves[name] ?? 0) + 1;
    this.moved.push(step);
    this.digest.add(what);
    this.trace.push(`step ${step}, ${this.loop.now.toFixed(0)} ms: ${what}`);
    if (this.trace.length > REMEMBERED) this.trace.shift();
  }

  /** Asks the invariants of the user's own. */
  private ask(step: number, node: SimulatedNode): void {
    const { loop, problems } = this;
    for (const [name, holds] of Object.entries(this.world.invariants)) {
      try {
        const answer = holds({ kernel: node.kernel, time: loop.now, step });
        if (typeof answer === 'string') problems.note(name, answer);
        else if (answer === false) problems.note(name, 'it does not hold');
      } catch (error) {
        problems.note(name, reasonOf(error));
      }
    }
  }

  private onUncaught(error: unknown): void {
    if (error instanceof ProbeError) return;
    const stack = error instanceof Error ? error.stack : undefined;
    this.problems.note('every error is caught', stack ?? reasonOf(error));
  }
}
