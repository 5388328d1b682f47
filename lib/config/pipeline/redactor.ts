/** What stands where a secret value would. */
export const MASK = '***';

/**
 * What makes every text in `secrets`, as it is or as JSON writes it, unreadable in a message. Made
 * once, since every text of every line of a log goes through it.
 */
export function redactor(secrets: ReadonlySet<string>): (message: string) => string {
  const forms = [
    ...new Set([...secrets].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)])),
  ];
  // The longest first: one secret may be part of another.
  forms.sort((a, b) => b.length - a.length);
  return (message) => forms.reduce((text, form) => text.replaceAll(form, MASK), message);
}
