/*
 * A thread that answers `/healthz` for the main one, also while that one's event loop stands still.
 * It loads no more than it needs: a server, and nothing from outside this package.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { BEAT, Pulse } from '../../internal/Pulse.js';
import type { WatchdogData } from '../../internal/WatchdogData.js';
import { send } from '../Answer.js';
import { answerTo, type Route } from '../answerTo.js';
import { listen } from '../listen.js';
import { parseAddress } from '../parseAddress.js';
import { livenessAnswer } from '../probeAnswers.js';
import { refuseForeign } from '../refuseForeign.js';
import { stallLine } from './stallLine.js';
import { StallMeter } from './StallMeter.js';

const { option, address, allowedHosts, memory } = workerData as WatchdogData;
/** Not the thread's own `process.stdout`, whose lines the main thread would have to write. */
const STDOUT = 1;
const pulse = new Pulse(memory);
const meter = new StallMeter();
let told = false;

/** Milliseconds that the main thread's loop has stood still by now. Tells that thread of a stall once it is over. */
function look(): number {
  const { lasts, ended } = meter.look(performance.now(), pulse.beats);
  if (ended >= pulse.threshold) parentPort?.postMessage(Math.round(ended));
  if (lasts === 0) told = false;
  else if (lasts >= pulse.threshold) tell(lasts);
  return lasts;
}

/** Once a stall. Whoever ends the process for it may leave the main thread no time to say anything. */
function tell(stalledFor: number): void {
  const { log } = pulse;
  if (told || log === undefined) return;
  told = true;
  try {
    writeSync(STDOUT, stallLine(log, new Date(), Math.round(stalledFor)));
  } catch {
    // Nobody reads what is written, or nobody can: `/healthz` says it all the same.
  }
}

const routes = new Map<string, Route>([
  ['/healthz', () => livenessAnswer(look(), pulse.threshold)],
]);

const { host, port } = parseAddress(option, address);
const server = await listen(option, { host, port: pulse.port || port }, (request, response) => {
  const refused = refuseForeign(request, host, allowedHosts);
  const answer = async () => refused ?? answerTo(request, routes);
  void answer().then((given) => send(request, response, given));
});
pulse.port = parseAddress(option, server.address).port;
setInterval(look, BEAT);
