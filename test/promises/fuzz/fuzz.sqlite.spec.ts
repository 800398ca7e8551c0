import { fuzzOn } from './fuzz.contract.js';

fuzzOn('sqlite');
