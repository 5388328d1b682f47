import { describe } from 'vitest';
import { consumingContract } from './consuming.js';
import { bridgeContract } from './contract.js';
import { storingContract } from './storing.js';
import { noServer } from './support/NatsServer.js';
import { makeServer } from './support/TestBroker.js';

describe.skipIf(noServer)('a bridge, with a real broker', () => {
  bridgeContract(makeServer);
  storingContract(makeServer);
  consumingContract(makeServer);
});
