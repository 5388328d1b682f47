import type { ConfigFigures } from '../PageFrame.js';
import { byId, fill, make, mark, say, Views, type View } from './dom.js';
import { time } from './format.js';

interface Key {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

function keyView(): View<Key> {
  const element = make('li');
  const { key } = fill(element, 'code', 'key');
  const { before } = fill(element, 'del', 'before');
  const { after } = fill(element, 'ins', 'after');
  return {
    element,
    show: (change) => {
      say(key, change.key);
      say(before, change.before);
      say(after, change.after);
    },
  };
}

const keys = new Views(byId('config-keys'), keyView);

/** The version in force, what the last change was, what was refused and what went wrong. */
export function showConfig({ version, change, rejection, failure }: ConfigFigures): void {
  const since = change ? `, changed at ${time(change.at)}` : ', unchanged since the start';
  say(byId('config-version'), `version ${String(version)}${since}`);
  keys.show(change?.keys.rows ?? []);
  byId('config-keys').hidden = !change;
  const pending = change?.pendingRestart ?? [];
  const more = change?.keys.more ?? 0;
  const asides = [
    ...(more > 0 ? [`${String(more)} more keys changed.`] : []),
    ...(pending.length > 0 ? [`Waiting for a restart: ${pending.join(', ')}`] : []),
  ];
  say(byId('config-pending'), asides.join(' '));
  const trouble = byId('config-trouble');
  trouble.hidden = !failure;
  say(trouble, failure ? `${time(failure.at)}: ${failure.reason}` : '');
  const box = byId('config-rejection');
  box.hidden = !rejection;
  if (!rejection) return;
  mark(box, 'stands', String(rejection.stands));
  const mended = rejection.stands ? '' : ', mended since';
  say(byId('config-rejected'), `rejected at ${time(rejection.at)}${mended}`);
  say(byId('config-reason'), rejection.reason);
}
