import type { Page } from 'playwright-core';
import type { Facts } from './Testimony.js';

/** What the page shows, as it is written there. */
interface Shown {
  readonly connection: string;
  readonly readiness: string;
  readonly version: string;
  readonly rejection: string;
  readonly published: string;
  readonly services: readonly {
    name: string;
    state: string;
    generation: string;
    restarts: string;
  }[];
  readonly subscribers: readonly { name: string; pending: string; dropped: string }[];
}

/** How often the browser may paint the same before that is what the page says: for two seconds or more. */
const PAINTS = 120;

/** Reads the page, in the browser, once it has changed and thus shows another moment, or never does. */
const READ = `(() => {
  const text = (selector, within = document) => within.querySelector(selector)?.textContent ?? '';
  const rows = (id, cells) => [...document.querySelectorAll('#' + id + ' tr')].map((row) =>
    Object.fromEntries(Object.entries(cells).map(([name, selector]) => [name, text(selector, row)])));
  const read = () => ({
    connection: text('#connection'),
    readiness: text('#readiness'),
    version: text('#config-version'),
    rejection: text('#config-rejection[data-stands=true]:not([hidden]) #config-reason'),
    published: text('#subscribers-note'),
    services: rows('services', { name: '.name', state: '.pill', generation: '.minor', restarts: '.restarts' }),
    subscribers: rows('subscribers', { name: '.name', pending: '.number', dropped: '.dropped' }),
  });
  return new Promise((resolve) => {
    const done = () => {
      observer.disconnect();
      resolve(read());
    };
    const observer = new MutationObserver(done);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    const wait = (paints) => paints === 0 ? done() : requestAnimationFrame(() => wait(paints - 1));
    wait(${PAINTS});
  });
})()`;

function numeral(text: string | undefined): string {
  return /^[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', '') ?? '';
}

/** What somebody sees who looks at the page, as it is when it next shows something new. */
export async function pageSays(page: Page): Promise<Facts> {
  const shown = await page.evaluate<Shown>(READ);
  if (shown.connection === 'stale') return { alive: 'false' };
  const ready = !shown.readiness.startsWith('not ready');
  const named = shown.readiness.split(': ')[1] ?? '';
  const audit = shown.subscribers.find(({ name }) => name === 'audit');
  return {
    alive: String(shown.connection === 'live'),
    ready: String(ready),
    missing: ready ? '' : named,
    ...(ready && { degraded: named }), // while it isn't, there are worse things to show
    'config.version': /^version (\d+)/.exec(shown.version)?.[1] ?? '',
    'config.rejected': shown.rejection,
    'audit.pending': numeral(audit?.pending),
    'audit.dropped': numeral(audit?.dropped),
    published: numeral(shown.published),
    ...Object.fromEntries(
      shown.services.flatMap(({ name, state, generation, restarts }) => [
        [`${name}.state`, state],
        [`${name}.generation`, generation],
        [`${name}.restarts`, restarts],
      ]),
    ),
  };
}
