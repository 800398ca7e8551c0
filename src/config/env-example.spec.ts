import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envExample } from './env-example.js';
import { VARIABLES } from './variables.js';

describe('.env.example', () => {
  it('is what the table of variables says; `npm run env:example` writes it', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('shows no secret', () => {
    for (const [name, { secret }] of Object.entries(VARIABLES)) {
      if (secret) expect(envExample()).toMatch(new RegExp(`^#${name}=$`, 'm'));
    }
  });
});
