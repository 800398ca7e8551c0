import { fuzzOn } from './fuzz.contract.js';

fuzzOn('postgres');
