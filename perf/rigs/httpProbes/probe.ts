import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '../../support/Figures.js';
import { checkExposition } from '../../support/fillRegistry.js';
import { openDescriptors } from '../../support/openDescriptors.js';
import type { Telemetry } from '../support/Telemetry.js';
import { startNode } from './startNode.js';
import { watchAnswers } from './watchAnswers.js';

/** How a node is asked. */
export interface Probing {
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

/** Milliseconds until the client and both ends' code are warm. */
const WARM_UP = 500;

/** How often descriptors are counted, in milliseconds. */
const LOOK = 250;

/** The client tells several times a second what it saw, so the last of it comes after so many milliseconds. */
const LAST_NEWS = 200;

/** Has another process ask one path, and times its answers. */
export async function probe(probing: Probing, telemetry: Telemetry): Promise<Figures> {
  const { path, asked, series, rate, duration } = probing;
  const node = await startNode(series);
  const answers = watchAnswers(node.address, path, asked, telemetry);
  const load = node.saturate(rate, WARM_UP + duration);
  await sleep(WARM_UP);
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

  const { body } = await node.kernel.metrics.render();
  checkExposition(body, node.registry, node.series);
  await node.kernel.stop();
  return { 'answers per s': counted / (duration / 1e3), answers: counted, descriptors };
}
