import type { PageFrame } from '../PageFrame.js';
import { addToCharts, drawCharts, interruptCharts } from './charts.js';
import { showConfig } from './config.js';
import { follow, type Connection } from './connection.js';
import { byId, mark, say } from './dom.js';
import { span } from './format.js';
import { showHeader } from './header.js';
import { showServices } from './services.js';
import { showSubscribers } from './subscribers.js';
import { addToTail, showTail } from './tail.js';

const connection = byId('connection');
let latest: PageFrame | undefined;
let planned = false;

/** Takes in every frame, and shows the latest when the browser next paints: never, in a hidden tab. */
function onFrame(frame: PageFrame): void {
  addToCharts(frame);
  addToTail(frame);
  latest = frame;
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    if (latest) show(latest);
  });
}

function show(frame: PageFrame): void {
  showHeader(frame);
  drawCharts(frame);
  showServices(frame.services);
  showSubscribers(frame.bus);
  showConfig(frame.config);
  showTail();
}

function onConnection({ state, silent }: Connection): void {
  if (state === 'stale' && document.body.dataset['connection'] === 'live') interruptCharts();
  mark(document.body, 'connection', state);
  mark(connection, 'state', state);
  say(connection, state === 'full' ? 'too many are looking' : state);
  const seconds = Math.floor((silent ?? 0) / 1_000);
  say(byId('silence'), state === 'stale' ? `nothing heard for ${span(seconds * 1_000)}` : '');
}

follow('page/events', onFrame, onConnection);
