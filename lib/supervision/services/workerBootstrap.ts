import { CONTROL } from './control.js';

/**
 * What a worker runs before its own file: it answers pings while its event loop turns, and ends when
 * it is asked to, unless its own file took that over with `parentLink()`. It needs nothing of this
 * library, and leaves `workerData` as its user set it.
 */
export const WORKER_BOOTSTRAP = `
'use strict';
const threads = require('node:worker_threads');
const { control, url, data } = threads.workerData;
threads.workerData = data;
require('node:module').syncBuiltinESMExports();
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
