/** Why a value can't be made into what the schema wants: `'must be a number'`, and how to mend it. */
export class Unfit {
  constructor(
    readonly problem: string,
    readonly fix = '',
  ) {}
}
