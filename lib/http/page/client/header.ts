import type { PageFrame } from '../PageFrame.js';
import { byId, mark, say } from './dom.js';
import { span } from './format.js';

const readiness = byId('readiness');
const node = byId('node');

/** Whether the node can take work, and what it is. */
export function showHeader(frame: PageFrame): void {
  const { ready, missing, degraded } = frame.readiness;
  mark(readiness, 'state', ready ? (degraded.length > 0 ? 'degraded' : 'ready') : 'unready');
  say(readiness, verdict(frame.readiness));
  const { pid, version, uptime } = frame.node;
  say(node, `pid ${String(pid)} · Node ${version} · up ${span(Math.floor(uptime) * 1_000)}`);
  document.title = `${ready ? '' : `not ready: ${missing.join(', ')} · `}ron-kernel`;
}

function verdict({ ready, missing, degraded }: PageFrame['readiness']): string {
  if (!ready) return `not ready: ${missing.join(', ')}`;
  return degraded.length > 0 ? `ready, degraded: ${degraded.join(', ')}` : 'ready';
}
