/**
 * Prometheus's text format as OpenMetrics: a counter's family goes without its samples' `_total`,
 * help is quoted, bounds are written as floats, nothing is blank, and the end is marked. Turned
 * from text to text, since prom-client's own OpenMetrics mode renames the counters for good.
 */
export function toOpenMetrics(text: string): string {
  const counters = new Set(
    Array.from(text.matchAll(/^# TYPE (\S+) counter$/gm), ([, name]) => name),
  );
  const family = (name: string): string =>
    counters.has(name) ? name.replace(/_total$/, '') : name;

  const lines = text.split('\n').filter((line) => line !== '');
  const converted = lines.map((line) => {
    const about = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (about) {
      const [, keyword = '', name = '', rest = ''] = about;
      return `# ${keyword} ${family(name)} ${keyword === 'HELP' ? rest.replace(/"/g, '\\"') : rest}`;
    }
    return line
      .replace(/^[^\s{]+/, (name) => (counters.has(name) ? `${family(name)}_total` : name))
      .replace(/([{,](?:le|quantile))="(\d+)"/, '$1="$2.0"');
  });
  return `${converted.join('\n')}\n# EOF\n`;
}
