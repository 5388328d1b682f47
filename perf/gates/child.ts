import { runCases } from '../support/runCases.js';
import { gates } from './gates.js';
import { comparisonOf } from './support/Gate.js';

await runCases(
  Object.fromEntries(
    Object.entries(gates).map(([name, load]) => [name, async () => comparisonOf(await load())]),
  ),
);
