/** The normal distribution's quantile at 97.5 %. */
const Z = 1.959963984540054;

/**
 * Student's t at 97.5 % with `freedom` degrees of freedom, 2 or more, whole or not: the Cornish-Fisher
 * expansion around the normal quantile, within 0.2 % from 3 degrees on and 1 % at 2.
 */
export function studentQuantile(freedom: number): number {
  const terms = [
    Z,
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1_482 * Z ** 5 - 1_920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((total, term, power) => total + term / freedom ** power, 0);
}
