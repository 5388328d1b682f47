import { ChildSpecError } from '../errors.js';
import type { ChildDefaults, ChildSpec } from './ChildSpec.js';
import { resolveChild, type ResolvedChild } from './resolveChild.js';
import { checkSignificant } from './resolveOptions.js';
import type { SupervisorOptions } from './SupervisorOptions.js';

/** Checks a child that is to join those that exist. */
export function resolveNewChild<Context extends object>(
  family: {
    readonly children: ReadonlyMap<string, unknown>;
    readonly defaults: ChildDefaults;
    readonly options: Pick<SupervisorOptions, 'autoShutdown'>;
  },
  spec: ChildSpec<Context>,
): ResolvedChild<Context> {
  const child = resolveChild(spec);
  child.rules(family.defaults);
  checkSignificant(child, family.options.autoShutdown);
  if (family.children.has(child.name)) {
    throw new ChildSpecError(`there is a child named '${child.name}' already`);
  }
  for (const name of child.dependsOn) {
    if (!family.children.has(name)) {
      throw new ChildSpecError(`'${child.name}' depends on '${name}', which is no child here`);
    }
  }
  return child;
}
