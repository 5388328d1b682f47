import type { Page } from 'playwright-core';

/** What a busy machine may take, in milliseconds. */
export const patience = { timeout: 20_000 };

/** Waits until the page shows something at `selector` whose text is like `pattern`. */
export function text(page: Page, selector: string, pattern: RegExp): Promise<unknown> {
  return page.locator(selector, { hasText: pattern }).first().waitFor();
}
