import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fmtCreds,
} from '@nats-io/jwt';

/** An operator with one account, as `nsc` would set them up. */
export interface Operator {
  /** What the config file of a broker says that takes this account's users. */
  readonly config: string;
  /** What the `.creds` file of a user of this account holds; `expired` for one who was a user until a minute ago. */
  credentials(user: string, validity?: 'expired'): Promise<string>;
}

/** Operators don't know each other's users, whatever they are called. */
export async function newOperator(name: string): Promise<Operator> {
  const [operatorKey, accountKey] = [createOperator(), createAccount()];
  const operator = await encodeOperator(name, operatorKey);
  const limits = { conn: -1, subs: -1, data: -1, payload: -1 }; // none, where nothing would be allowed
  const account = await encodeAccount('nodes', accountKey, { limits }, { signer: operatorKey });
  return {
    config: `
      operator: ${operator}
      resolver: MEMORY
      resolver_preload: { ${accountKey.getPublicKey()}: ${account} }`,
    credentials: async (user, validity) => {
      const userKey = createUser();
      const options = validity === undefined ? {} : { exp: Math.floor(Date.now() / 1e3) - 60 };
      const jwt = await encodeUser(user, userKey, accountKey, {}, options);
      return new TextDecoder().decode(fmtCreds(jwt, userKey));
    },
  };
}
