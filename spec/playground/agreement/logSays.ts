import type { Facts } from './Testimony.js';

/** A line of the log, as far as anybody asks. */
interface Line {
  readonly event: string;
  readonly service?: string;
  readonly generation?: number;
  readonly missing?: readonly string[];
  readonly degraded?: readonly string[];
  readonly version?: number;
  readonly reason?: string;
  readonly dropped?: number;
}

/** The lines among what a process printed that are of its log. */
function linesOf(output: string): readonly Line[] {
  return output
    .split('\n')
    .slice(0, -1) // the last is still being written
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
}

/** What the log says, read from its beginning to its end. */
export function logSays(output: string, services: readonly string[]): Facts {
  const facts = new Map(
    Object.entries({
      'config.version': '1',
      'config.rejected': '',
      'config.rejections': '0',
      'audit.dropped': '0',
      degraded: '',
    }),
  );
  const forget = (service: string): void => {
    facts.delete(`${service}.state`);
    facts.delete(`${service}.generation`);
  };
  const follow: Record<string, (line: Line) => void> = {
    ready: () => {
      facts.set('alive', 'true').set('ready', 'true').set('missing', '');
      for (const service of services) facts.set(`${service}.state`, 'running');
    },
    unready: ({ missing = [] }) => {
      facts.set('ready', 'false');
      facts.set('missing', missing.join(', '));
    },
    degraded: ({ degraded = [] }) => {
      facts.set('degraded', degraded.join(', '));
      if (!degraded.includes('kernel.config')) facts.set('config.rejected', '');
    },
    'no longer degraded': () => {
      facts.set('degraded', '').set('config.rejected', '');
    },
    // It says that crashes go on, not how each of them ends.
    'service crashed': ({ service = '' }) => forget(service),
    'released from quarantine': ({ service = '' }) => forget(service),
    'service crashed too often': ({ service = '', generation }) => {
      facts.set(`${service}.state`, 'quarantined');
      facts.set(`${service}.generation`, String(generation));
    },
    'config updated': ({ version }) => {
      facts.set('config.version', String(version));
      facts.set('config.rejected', '');
    },
    'config rejected': ({ reason = '' }) => {
      facts.set('config.rejected', `config rejected: ${reason}`);
      facts.set('config.rejections', String(Number(facts.get('config.rejections')) + 1));
    },
    'events dropped so far': ({ dropped }) => {
      facts.set('audit.dropped', String(dropped));
    },
    stopped: () => {
      facts.clear();
      facts.set('alive', 'false');
    },
  };
  for (const line of linesOf(output)) follow[line.event]?.(line);
  return Object.fromEntries(facts);
}
