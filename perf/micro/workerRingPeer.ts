/** The thread that the suite `worker-ring` measures the way to. */
import { parentPort, workerData } from 'node:worker_threads';
import { ofType } from 'ron-kernel';
import { parentBus, SharedReader, type SharedPlace } from 'ron-kernel/workers';
import { Bell } from './support/Bell.js';
import { codecOf } from './support/lines.js';
import type { PeerData, PeerReport, Reading } from './support/peerThread.js';

const { way, count, place, bell } = workerData as PeerData;
const port = parentPort;
if (port === null) throw new Error('this runs in a worker');

let taken = 0;
let wrong = 0;
let disorder = 0;
let latest = -1;
const nanoseconds = new Float64Array(count);

/** Notes one that carries its number, and when it was sent. */
function note(number: number, sent: bigint, isWhole: boolean): void {
  nanoseconds[taken] = Number(process.hrtime.bigint() - sent);
  take(number, isWhole);
}

function take(number: number, isWhole: boolean): void {
  taken += 1;
  if (!isWhole) wrong += 1;
  if (number <= latest) disorder += 1;
  latest = number;
  if (taken === count)
    port?.postMessage({ taken, wrong, disorder, nanoseconds } satisfies PeerReport);
}

const numberIn = (bytes: Uint8Array): number =>
  (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16) | ((bytes[3] ?? 0) << 24);

const isWhole = (bytes: Uint8Array): boolean => bytes.length === 128 && bytes[127] === bytes[0];

const stampIn = (bytes: Uint8Array): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(8);

function readerOf(given: SharedPlace | undefined): SharedReader {
  if (given === undefined) throw new Error('no place was given');
  return new SharedReader(given);
}

/** Reads what there is, and does `each` with it. */
function readAll(reader: SharedReader, each: (bytes: Uint8Array) => void): void {
  for (let bytes = reader.read(); bytes !== undefined; bytes = reader.read()) each(bytes);
}

const takeBytes = (bytes: Uint8Array): void => take(numberIn(bytes), isWhole(bytes));
const noteBytes = (bytes: Uint8Array): void =>
  note(numberIn(bytes), stampIn(bytes), isWhole(bytes));

port.postMessage('up');
switch (way) {
  case 'ring':
  case 'ring, idle': {
    const reader = readerOf(place);
    const each = way === 'ring' ? takeBytes : noteBytes;
    while (reader.wait()) readAll(reader, each);
    break;
  }
  case 'ring and event loop, idle': {
    const reader = readerOf(place);
    port.ref(); // what waits for a ring keeps no thread alive
    port.on('message', () => undefined);
    while (!reader.ended) {
      await reader.whenReadable();
      readAll(reader, noteBytes);
    }
    port.close();
    break;
  }
  case 'Atomics.wait, idle': {
    const waiting = new Bell(bell);
    for (let n = 0; n < count; n++) note(n, waiting.wait(n), true);
    break;
  }
  case 'Atomics.waitAsync, idle': {
    const waiting = new Bell(bell);
    port.ref(); // nor does this
    port.on('message', () => undefined);
    for (let n = 0; n < count; n++) note(n, await waiting.waitAsync(n), true);
    port.close();
    break;
  }
  case 'postMessage':
    port.on('message', takeBytes);
    break;
  case 'postMessage, idle':
    port.on('message', noteBytes);
    break;
  case 'events by postMessage':
    port.on('message', ({ n, celsius }: Reading) => take(n, celsius === n / 2));
    break;
  case 'bus to bus':
  case 'bus to bus, JSON':
    parentBus<Reading>(codecOf(way))
      .pipe(ofType('reading'))
      .subscribe(({ n, celsius }) => take(n, celsius === n / 2));
    break;
}
