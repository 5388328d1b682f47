import type { PageFrame } from '../PageFrame.js';

/** How the page stands to its node. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'stale' | 'full';
  /** Milliseconds since the last frame, if there was one. */
  readonly silent: number | undefined;
}

/** Milliseconds without a frame after which what is shown is no longer true. */
const STALE = 2_000;
/** Milliseconds without a frame after which a connection that seems open is given up. */
const DEAD = 10_000;
/** Milliseconds from a refusal to the next try. */
const RETRY = 2_000;
/** What a node answers that has as many pages open as it grants. */
const FULL = 503;

/** Follows the node, however often it goes away, and says every half second how that goes. */
export function follow(
  url: string,
  onFrame: (frame: PageFrame) => void,
  onConnection: (connection: Connection) => void,
): void {
  let heard: number | undefined;
  let source: EventSource | undefined;
  let asked = 0;
  let full = false;

  const ask = (): void => {
    source?.close();
    asked = performance.now();
    source = new EventSource(url);
    source.onmessage = ({ data }: MessageEvent<string>): void => {
      heard = performance.now();
      full = false;
      onFrame(JSON.parse(data) as PageFrame);
      tell();
    };
    // An event source doesn't tell what it was refused with; the same address does.
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      const answered = ({ status }: Response): void => {
        full = status === FULL;
      };
      fetch(url, { method: 'HEAD' }).then(answered, () => undefined);
    };
  };
  const tell = (): void => {
    const silent = heard === undefined ? undefined : performance.now() - heard;
    onConnection({ state: stateOf(silent, full), silent });
  };

  ask();
  setInterval(() => {
    tell();
    // The browser itself tries again where nobody answers, but not after an answer it didn't like.
    const refused = source?.readyState === EventSource.CLOSED;
    const waited = performance.now() - Math.max(asked, heard ?? 0);
    if (waited > (refused ? RETRY : DEAD)) ask();
  }, 500);
}

function stateOf(silent: number | undefined, full: boolean): Connection['state'] {
  if (silent !== undefined && silent < STALE) return 'live';
  if (full) return 'full';
  return silent === undefined ? 'connecting' : 'stale';
}
