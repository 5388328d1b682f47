import type { RestartStrategy } from './SupervisorOptions.js';

/** Who is stopped and started again when `failed` fails, in the order they start. */
export function affectedBy<C>(strategy: RestartStrategy, children: readonly C[], failed: C): C[] {
  if (strategy === 'one-for-all') return [...children];
  const from = children.indexOf(failed);
  return strategy === 'rest-for-one' ? children.slice(from) : [failed];
}
