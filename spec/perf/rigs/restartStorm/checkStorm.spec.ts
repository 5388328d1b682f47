import { describe, expect, it } from 'vitest';
import { checkStorm } from '../../../../perf/rigs/restartStorm/checkStorm.js';

const load = { children: 2, restarts: 5 };
const happened = { crashes: 12, restarts: 10 };
const said = {
  events: 12,
  exposition: `# TYPE service_restarts_total counter
service_restarts_total{service="a"} 5
service_restarts_total{service="b"} 5
service_restart_seconds_count 10
`,
};

describe('checkStorm', () => {
  it('is content when everything adds up', () => {
    expect(() => {
      checkStorm(load, happened, said);
    }).not.toThrow();
  });

  it.each([
    [{ ...happened, crashes: 11 }, said, 'crashes: 11, where there should be 12'],
    [happened, { ...said, events: 11 }, 'crash events: 11, where there should be 12'],
    [{ ...happened, restarts: 11 }, said, 'restarts: 11, where there should be 10'],
    [
      happened,
      { ...said, exposition: said.exposition.replace('"b"} 5', '"b"} 4') },
      'service_restarts_total: 9, where there should be 10',
    ],
  ])('says what does not: %j', (crashers, told, message) => {
    expect(() => {
      checkStorm(load, crashers, told);
    }).toThrow(message);
  });
});
