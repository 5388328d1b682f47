import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '../../support/Figures.js';
import { checkExposition } from '../../support/fillRegistry.js';
import { openDescriptors } from '../../support/openDescriptors.js';
import type { Telemetry } from '../support/Telemetry.js';
import { startBare } from './startBare.js';
import { startNode } from './startNode.js';
import { watchAnswers } from './watchAnswers.js';

/** Who is asked, and how. */
export interface Probing {
  readonly node: 'kernel' | 'bare server';
  readonly path: '/readyz' | '/metrics';
  /** Requests a second. */
  readonly asked: number;
  /** Series of the application's metrics. */
  readonly series: number;
  /** Events a second meanwhile. */
  readonly rate: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Milliseconds until the code of both ends is compiled, in a run that long; 500 leave the slowest twentieth to chance. */
export const WARM_UP = 3_000;

/** How often descriptors are counted, in milliseconds. */
const LOOK = 250;

/** The client tells several times a second what it saw, so the last of it comes after so many milliseconds. */
const LAST_NEWS = 200;

/** A node of which every series is served in the end. */
async function startChecked(series: number) {
  const { address, kernel, registry, saturate, series: made } = await startNode(series);
  const stop = async (): Promise<void> => {
    const { body } = await kernel.metrics.render();
    checkExposition(body, registry, made);
    await kernel.stop();
  };
  return { address, saturate, stop };
}

/** Has another process ask one path, and times its answers. */
export async function probe(probing: Probing, telemetry: Telemetry): Promise<Figures> {
  const { path, asked, series, rate, duration } = probing;
  const node = await (probing.node === 'kernel' ? startChecked(series) : startBare(path, series));
  const answers = watchAnswers(node.address, path, asked, telemetry);
  const warmUp = Math.min(WARM_UP, duration);
  const load = node.saturate(rate, warmUp + duration);
  await sleep(warmUp);
  let descriptors = 0;
  telemetry.gauge('file descriptors', 'open', () => descriptors);
  const look = async (): Promise<void> => {
    descriptors = Math.max(descriptors, await openDescriptors());
  };
  const before = answers.count();
  telemetry.begin();
  const looks = setInterval(() => void look(), LOOK);
  await Promise.all([load, sleep(duration), look()]);
  await sleep(LAST_NEWS);
  clearInterval(looks);
  telemetry.end();
  const counted = answers.count() - before;
  answers.check();
  await node.stop();
  return { 'answers per s': counted / (duration / 1e3), answers: counted, descriptors };
}
