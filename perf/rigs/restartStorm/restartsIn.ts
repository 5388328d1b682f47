/** What `service_restarts_total` of an exposition comes to, all services together. */
export function restartsIn(exposition: string): number {
  const samples = exposition.matchAll(/^service_restarts_total\{[^}]*\} (\d+)/gm);
  return [...samples].reduce((sum, [, value]) => sum + Number(value), 0);
}
