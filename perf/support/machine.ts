import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where and when figures were taken, without which they say little. */
export function machine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    node: process.version,
    v8: process.versions.v8,
    os: `${type()} ${release()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    load: Number(loadavg()[0]?.toFixed(2)),
  };
}

/** The same in a line of text. */
export function described(where: ReturnType<typeof machine>): string {
  return Object.entries(where)
    .map(([what, value]) => `${what} ${String(value)}`)
    .join(', ');
}
