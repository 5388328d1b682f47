import { CONTROL } from './control.js';

/**
 * What a worker runs before its own file: it answers pings while its event loop turns, and ends when
 * it is asked to, unless its own file took that over with `parentLink()`. It needs nothing of this
 * library, leaves `workerData` as its user set it, and runs as a script and as a module, since a worker
 * is given `--input-type` where its parent was.
 */
export const WORKER_BOOTSTRAP = `
'use strict';
const threads = process.getBuiltinModule('node:worker_threads');
const { control, url, data } = threads.workerData;
threads.workerData = data;
process.getBuiltinModule('node:module').syncBuiltinESMExports();
const link = { control, taken: undefined, early: [] };
globalThis[Symbol.for('${CONTROL}')] = link;
control.on('message', (message) => {
  if (message.type === 'ping') control.postMessage({ type: 'pong' });
  else if (link.taken) link.taken(message);
  else if (message.type === 'stop') process.exit(0);
  else link.early.push(message);
});
control.unref();
import(url).then(() => control.postMessage({ type: 'loaded' }));
`;
