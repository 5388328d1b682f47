/**
 * What OTP's own `supervisor_SUITE` checks, a case each under the suite's name for it (OTP 24), restated
 * for this API. What has no meaning here says why.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { administration } from './otp/administration.js';
import { misc } from './otp/misc.js';
import type { OtpCase } from './otp/OtpCase.js';
import { significant } from './otp/significant.js';
import { startAndStop } from './otp/startAndStop.js';
import { strategies } from './otp/strategies.js';
import { termination } from './otp/termination.js';

const groups: Record<string, OtpCase[]> = {
  'start and stop': startAndStop,
  administration,
  'restart strategies': strategies,
  termination,
  'significant children': significant,
  misc,
};

describe('OTP’s supervisor_SUITE', () => {
  const held = new Set<string>();

  describe.each(Object.entries(groups))('%s', (_group, cases) => {
    for (const one of cases) {
      if ('holds' in one) {
        it(one.name, async () => {
          await one.holds();
          held.add(one.name);
        });
      }
    }
  });

  it('is here case by case, none of them twice', () => {
    const names = Object.values(groups).flatMap((cases) => cases.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(88);
  });

  afterAll(() => {
    const cases = Object.values(groups).flat();
    const width = Math.max(...cases.map(({ name }) => name.length));
    const rows = cases.map((one) => {
      const verdict =
        'leftOut' in one ? `–      ${one.leftOut}` : held.has(one.name) ? 'holds' : 'FAILS';
      return `${one.name.padEnd(width)}  ${verdict}`;
    });
    process.stdout.write(
      `\n${rows.join('\n')}\n\n${String(held.size)} of ${String(cases.length)} cases hold\n`,
    );
  });
});
