import type { BusFigures, SubscriberRow } from '../PageFrame.js';
import { byId, fill, make, mark, say, Views, type View } from './dom.js';
import { count, percent, span } from './format.js';

const note = byId('subscribers-note');

function subscriberView(): View<SubscriberRow> {
  const element = make('tr');
  const head = make('th', 'name');
  head.setAttribute('scope', 'row');
  element.append(head);
  const parts = fill(element, 'td', 'number', 'fullness', 'number minor', 'number dropped');
  const { bar, share, loss } = fill(parts.fullness, 'span', 'bar', 'share', 'loss');
  const { level } = fill(bar, 'i', 'level');
  return {
    element,
    show: ({ name, capacity, pending, delivered, dropped, lossIn }) => {
      const full = pending / capacity;
      say(head, name);
      say(parts.number, count(pending));
      level.style.transform = `scaleX(${String(Math.min(full, 1))})`;
      mark(bar, 'level', full > 0.9 ? 'full' : full > 0.5 ? 'filling' : 'fine');
      say(share, `${percent(full)} of ${count(capacity)}`);
      say(loss, lossOf(lossIn));
      say(parts['number minor'], count(delivered));
      say(parts['number dropped'], count(dropped));
      mark(parts['number dropped'], 'some', String(dropped > 0));
    },
  };
}

function lossOf(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds === 0 ? 'loses events' : `loses events in ${span(Math.round(seconds) * 1_000)}`;
}

const views = new Views(byId('subscribers'), subscriberView);

/** A row per subscriber. */
export function showSubscribers({ subscribers, published, dropped }: BusFigures): void {
  views.show(subscribers.rows);
  const parts = [`${count(published)} published`, `${count(dropped)} dropped`];
  if (subscribers.more > 0) parts.push(`${count(subscribers.more)} less full not shown`);
  say(note, parts.join(', '));
}
