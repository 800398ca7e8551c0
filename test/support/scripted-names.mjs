/**
 * Loaded into the server before it starts (`NODE_OPTIONS=--import`): names that resolve as a test says, one answer after
 * another, the last one stays. SCRIPTED_NAMES is JSON: { "name.test": [["127.0.0.2"], ["127.0.0.1"]] }.
 */
import promises from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

const names = JSON.parse(process.env.SCRIPTED_NAMES ?? '{}');
const asked = promises.lookup;

promises.lookup = async (host, ...rest) => {
  const answers = names[host];
  if (!answers) return asked(host, ...rest);
  const addresses = answers.length > 1 ? answers.shift() : answers[0];
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};
syncBuiltinESMExports();
