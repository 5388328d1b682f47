import { suites } from './suites.js';

// The process that measures: told a suite, how thoroughly, and which of its cases to measure in turn.
const [suiteName = '', effort, ...names] = process.argv.slice(2);
const suite = await suites[suiteName]?.();
if (suite === undefined) throw new Error(`there is no suite '${suiteName}'`);
const thoroughly = effort === 'quick' ? 'quick' : 'full';
const cases = suite.cases(thoroughly);
for (const name of names) {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case '${name}'`);
  const started = { cpu: process.cpuUsage(), at: performance.now() };
  const figures = await found.measure(thoroughly);
  const { user, system } = process.cpuUsage(started.cpu);
  const cpu = (user + system) / 1e3 / (performance.now() - started.at);
  process.send?.({ name, figures: { ...figures, cpu } });
}
