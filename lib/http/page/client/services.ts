import type { Rows, ServiceRow } from '../PageFrame.js';
import { byId, fill, make, mark, say, Views, type View } from './dom.js';
import { count, span } from './format.js';

const note = byId('services-note');

function serviceView(): View<ServiceRow> {
  const element = make('tr');
  const head = make('th');
  head.setAttribute('scope', 'row');
  const { name, aside, error } = fill(head, 'span', 'name', 'aside', 'error');
  element.append(head);
  const parts = fill(element, 'td', 'state', 'number held', 'number minor', 'number restarts');
  const { pill, countdown } = fill(parts.state, 'span', 'pill', 'countdown');
  return {
    element,
    show: (service) => {
      const { state, critical, generation, restarts, leaked, held, restartsIn } = service;
      name.style.paddingInlineStart = `${String(service.depth)}rem`;
      say(name, service.name);
      say(aside, aboutRun(critical, leaked));
      say(error, service.lastError);
      mark(pill, 'state', state);
      say(pill, state);
      say(countdown, restartsIn === null ? '' : `restarts in ${span(restartsIn)}`);
      say(parts['number held'], span(held));
      say(parts['number minor'], count(generation));
      say(parts['number restarts'], count(restarts));
    },
  };
}

function aboutRun(critical: boolean, leaked: number): string {
  const leaks = leaked > 0 ? [`${count(leaked)} leaked`] : [];
  return [...(critical ? [] : ['not critical']), ...leaks].join(', ');
}

const views = new Views(byId('services'), serviceView);

/** The supervision tree. */
export function showServices({ rows, more }: Rows<ServiceRow>): void {
  views.show(rows);
  const states = new Map<string, number>();
  for (const { state } of rows) states.set(state, (states.get(state) ?? 0) + 1);
  const summary = [...states].map(([state, number]) => `${count(number)} ${state}`);
  say(note, [...summary, ...(more > 0 ? [`${count(more)} not shown`] : [])].join(', '));
}
