/**
 * What a thrown value has to say, never empty: an error's message, else its name, else the value itself. Anything may
 * be thrown, and an error may have anything for a message.
 */
export function reasonOf(error: unknown): string {
  try {
    return wordsOf(error) ?? 'unknown reason';
  } catch {
    return 'unknown reason'; // what can't be made text
  }
}

function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return String(error).trim() || undefined;
  const { message, name }: { readonly message: unknown; readonly name: unknown } = error;
  const parts: readonly unknown[] = [message ?? '', name ?? '', 'Error'];
  return parts.map((part) => String(part).trim()).find((text) => text !== '');
}
