import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why nothing can be seen in a browser here; empty if it can, or must. */
export const noBrowser =
  existsSync(executablePath) || process.env['RON_REQUIRE_BROWSER'] === '1'
    ? ''
    : `skipped: there is no ${executablePath}`;

/** A page in a browser, and what it complained about. */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** What was written to the console, and what was thrown. */
  readonly complaints: readonly string[];
}

/** Debian's Chromium, without a window. */
export class Chromium {
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Chromium> {
    return new Chromium(await chromium.launch({ executablePath, args }));
  }

  /** @param before - A script that runs before the page's own, whatever the page allows. */
  async open(url: string, options: BrowserContextOptions = {}, before = ''): Promise<Tab> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(before);
    await page.goto(url);
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
