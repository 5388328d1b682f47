import { runCases } from '../support/runCases.js';
import { suites } from './suites.js';

await runCases(suites);
