/** What matches the subjects that `subject`, with or without `*`, stands for. */
export function patternOf(subject: string): RegExp {
  const words = subject
    .split('.')
    .map((word) => (word === '*' ? '[^.]+' : word.replace(/[$()+?[\\\]^{|}]/g, '\\$&')));
  return new RegExp(`^${words.join('\\.')}$`);
}
