import { describe, expect, it } from 'vitest';
import { parseProcStatus } from '../../../perf/support/procStatus.js';

const STATUS = `Name:	node
VmPeak:	 1136452 kB
VmRSS:	   51200 kB
Threads:	11
`;

describe('parseProcStatus', () => {
  it('reads memory in MB and the number of threads', () => {
    expect(parseProcStatus(STATUS)).toEqual({ rss: 50, threads: 11 });
  });

  it('names what is missing, as of a process that has ended', () => {
    expect(() => parseProcStatus('Name:	node\nThreads:	1\n')).toThrow(
      "there is no VmRSS in the process's status",
    );
  });
});
