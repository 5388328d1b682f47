import { isObservable } from 'rxjs';
import { OptionTypeError } from '../errors.js';
import { nameOption, show } from '../internal/options.js';
import { isSchemaNode } from './schema/SchemaNode.js';

/** Throws an OptionTypeError unless these can be the options of a {@link LiveConfig}. */
export function checkOptions(schema: unknown, sources: unknown, reloadOn: unknown): void {
  if (!isSchemaNode(schema) || schema.type !== 'object') {
    throw new OptionTypeError(`schema must be a yup object schema, got ${show(schema)}`);
  }
  if (!Array.isArray(sources)) {
    throw new OptionTypeError(`sources must be a list of config sources, got ${show(sources)}`);
  }
  sources.forEach((source: unknown, index) => {
    const name = `sources[${String(index)}]`;
    if (typeof source !== 'object' || source === null || !('read' in source && 'name' in source)) {
      throw new OptionTypeError(`${name} must be a config source, got ${show(source)}`);
    }
    nameOption(`${name}.name`, source.name);
  });
  if (!Array.isArray(reloadOn) || !reloadOn.every(isObservable)) {
    throw new OptionTypeError(`reloadOn must be a list of observables, got ${show(reloadOn)}`);
  }
}
