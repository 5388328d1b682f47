/** What a thrown value has to say, never empty: an error's message, else its name, else the value itself. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message.trim() || error.name || 'Error';
  const text = typeof error === 'string' ? error : String(error);
  return text.trim() || 'unknown reason';
}
