import { describe } from 'vitest';
import { consumingContract } from './consuming.js';
import { bridgeContract } from './contract.js';
import { storingContract } from './storing.js';
import { makeDouble } from './support/TestBroker.js';

describe('a bridge, with a double for a broker', () => {
  bridgeContract(makeDouble);
  storingContract(makeDouble);
  consumingContract(makeDouble);
});
