import type { EventRow, PageFrame } from '../PageFrame.js';
import { byId, fill, make, say, Views, type View } from './dom.js';
import { count, time } from './format.js';

interface Entry extends EventRow {
  readonly at: number;
}

/** How many events are kept to be filtered, and how many of them are shown. */
const KEPT = 1_000;
const SHOWN = 100;

const filter = byId('filter');
const pause = byId('pause');
const note = byId('tail-note');

let entries: readonly Entry[] = [];
let seen = 0;
let sampled = 0;
let paused = false;

function entryView(): View<Entry> {
  const element = make('li');
  const { at } = fill(element, 'time', 'at');
  const { type } = fill(element, 'b', 'type');
  const { text } = fill(element, 'code', 'text');
  return {
    element,
    show: (entry) => {
      say(at, time(entry.at));
      say(type, entry.type);
      say(text, entry.text);
      text.title = `event ${count(entry.sequence)}`;
    },
  };
}

const views = new Views(byId('events'), entryView);

/** Takes the events of a frame, without showing them yet. */
export function addToTail({ at, events }: PageFrame): void {
  seen += events.seen;
  sampled += events.shown.length;
  if (paused) return;
  const newest = events.shown.map((event) => ({ ...event, at })).reverse();
  entries = [...newest, ...entries].slice(0, KEPT);
}

/** The events that pass the filter, the newest first. */
export function showTail(): void {
  const wanted = filter instanceof HTMLInputElement ? filter.value.trim().toLowerCase() : '';
  const passing = entries.filter(({ type, text }) =>
    `${type} ${text}`.toLowerCase().includes(wanted),
  );
  views.show(passing.slice(0, SHOWN));
  const share =
    sampled < seen ? `${count(sampled)} of ${count(seen)} events` : `${count(seen)} events`;
  say(note, `${share}${paused ? ', paused' : ''}`);
}

filter.addEventListener('input', showTail);
pause.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', String(paused));
  say(pause, paused ? 'resume' : 'pause');
  showTail();
});
