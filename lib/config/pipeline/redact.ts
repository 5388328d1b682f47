/** What stands where a secret value would. */
export const MASK = '***';

/** `message` with every text in `secrets`, as it is or as JSON writes it, made unreadable. */
export function redact(message: string, secrets: ReadonlySet<string>): string {
  const forms = [...secrets].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  // The longest first: one secret may be part of another.
  forms.sort((a, b) => b.length - a.length);
  return forms.reduce((text, form) => text.replaceAll(form, MASK), message);
}
