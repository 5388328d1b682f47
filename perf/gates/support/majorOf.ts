/** The first number of a version such as `v20.19.1`. */
export function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
