import { SupervisorStateError } from '../../errors.js';
import type { Dice } from './Dice.js';
import type { Edit, MoveName } from './Play.js';
import type { SimulatedNode } from './SimulatedNode.js';

/** Does something to a node. Returns what, in words; nothing if there was nothing to do it to. */
export type Move = (node: SimulatedNode, dice: Dice, edits: readonly Edit[]) => string | undefined;

function someRun(node: SimulatedNode, dice: Dice) {
  return dice.pick(node.parts.runs.running());
}

function someService(node: SimulatedNode, dice: Dice): string | undefined {
  return dice.pick(node.kernel.supervisor.children)?.name;
}

const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

/** Everything a simulation can do to a node, beside letting time pass. */
export const MOVES: Readonly<Record<MoveName, Move>> = {
  crash: (node, dice) => {
    const run = someRun(node, dice);
    run?.interrupt?.(new Error('simulated crash'));
    return run && `${run.service} crashes`;
  },
  complete: (node, dice) => {
    const run = someRun(node, dice);
    run?.interrupt?.();
    return run && `${run.service} completes`;
  },
  hang: (node, dice) => {
    const run = someRun(node, dice);
    if (run === undefined) return undefined;
    run.hanging = !run.hanging;
    return `${run.service} ${run.hanging ? 'hangs' : 'goes on'}`;
  },
  'ignore-stop': (node, dice) => {
    const run = someRun(node, dice);
    const stopBy = node.services.find(({ name }) => name === run?.service)?.stopBy;
    if (run === undefined || stopBy === 'exit') return undefined;
    run.stubborn = dice.pick([0, 10, 400, 4_000, 20_000, Infinity]);
    return `${run.service} will take ${run.stubborn} ms to end`;
  },
  burst: (node, dice) => {
    const count = dice.integer(
      1,
      dice.happens(0.2) ? 3 * node.kernel.config.value.bus.capacity : 12,
    );
    node.probes.publish(Math.min(count, 10_000));
    return `${count} events are published`;
  },
  subscribe: (node, dice) => {
    const probe = node.probes.add(dice);
    return probe && `${probe.name} subscribes`;
  },
  leave: (node, dice) => {
    const probe = dice.pick(node.probes.here);
    probe?.stop();
    return probe && `${probe.name} leaves`;
  },
  stall: (node, dice) => {
    const probe = dice.pick(node.probes.here);
    probe?.stall(!probe.stalled);
    return probe && `${probe.name} ${probe.stalled ? 'stalls' : 'goes on'}`;
  },
  edit: (node, dice, edits) => {
    const { file, reload$ } = node.parts;
    const fault = dice.pick(['gone', 'unreadable', ...Array<string>(38).fill('none')]);
    if (fault === 'gone') file.content = undefined;
    else if (fault === 'unreadable') file.content = new Error('simulated disk error');
    else file.content = dice.pick(edits) ?? {};
    if (dice.happens(0.8)) reload$.next({ retry: false });
    return `the config file is now ${fault === 'none' ? JSON.stringify(file.content) : fault}`;
  },
  reload: (node, dice) => {
    if (dice.happens(0.5)) quietly(node.kernel.config.reload());
    else node.parts.reload$.next({ retry: true });
    return 'the config is reloaded';
  },
  watch: (node, dice) => {
    const reloads = dice.happens(0.2);
    if (!node.versions.isCrowded) {
      node.versions.watch(reloads ? () => quietly(node.kernel.config.reload()) : undefined);
    }
    return 'one more watches the config';
  },
  release: (node, dice) => {
    const held = node.kernel.supervisor.children.filter(({ state }) => state === 'quarantined');
    const name = dice.pick(held)?.name;
    if (name === undefined) return undefined;
    node.windows.forget(name);
    node.kernel.supervisor.release(name);
    return `${name} is released`;
  },
  restart: (node, dice) => {
    const name = someService(node, dice);
    if (name === undefined) return undefined;
    const remember = node.windows.forget(name);
    node.kernel.supervisor.restartChild(name).catch((error: unknown) => {
      if (error instanceof SupervisorStateError) remember();
    });
    return `${name} is restarted by hand`;
  },
  halt: (node, dice) => {
    const name = someService(node, dice);
    if (name === undefined) return undefined;
    node.windows.halted(name);
    quietly(node.kernel.supervisor.stopChild(name));
    return `${name} is stopped by hand`;
  },
  check: (node, dice) => {
    node.verdict = dice.pick(['passes', 'passes', 'fails', 'hangs'] as const);
    return `the health check ${node.verdict}`;
  },
  block: (node, dice) => {
    const time = dice.integer(1, dice.happens(0.8) ? 50 : 20_000);
    node.parts.loop.block(time);
    return `the event loop is blocked for ${time} ms`;
  },
  'clock-jump': (node, dice) => {
    const jump = dice.integer(-86_400_000, 86_400_000);
    node.parts.loop.setWallClock(jump);
    return `the wall clock jumps by ${jump} ms`;
  },
  stop: (node, dice) => {
    const { process } = node.parts;
    const how = dice.pick(['SIGTERM', 'SIGINT', 'stop', 'uncaughtException'] as const);
    if (how === 'stop') quietly(node.kernel.stop('the simulation wants it'));
    else if (how === 'uncaughtException') process.uncaught(new Error('simulated uncaught error'));
    else process.signal(how);
    return `it is stopped by ${how}`;
  },
};
