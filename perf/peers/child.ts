import { runCases } from '../support/runCases.js';
import { comparisons } from './comparisons.js';

await runCases(comparisons);
process.exit(); // what waits for its next event or retry keeps no process
