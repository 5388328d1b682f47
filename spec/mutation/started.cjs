// What every process and worker begins with that a test starts: what it loads of the package has the
// mutants in it too, and which one is switched on is in its environment.
const { appendFileSync } = require('node:fs');
const { register } = require('node:module');
const { env } = require('node:process');
const { pathToFileURL } = require('node:url');

const { RON_MUTATION: dir, RON_MUTATION_BY: by, RON_MUTATION_HITS: hits } = env;

if (by !== undefined) {
  register(pathToFileURL(require.resolve('./loadMutants.js')), { data: { dir } });
  if (hits !== undefined) lookTo(hits);
}

/** Tells of each mutant that is come by, once: a process may be killed before it could tell how often. */
function lookTo(file) {
  const tell = (counts, mutant, count) => {
    if (count === 1) appendFileSync(file, `${mutant}\n`);
    return Reflect.set(counts, mutant, count);
  };
  globalThis.__stryker__ = {
    mutantCoverage: { static: new Proxy({}, { set: tell }), perTest: {} },
  };
}
