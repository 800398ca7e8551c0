import { describe, expect, it } from '@jest/globals';
import { profileTable, routeProblem, routeTable, splitTarget, upstreamList } from './upstream-settings.js';

const problemOf = (schema: typeof upstreamList | typeof routeTable | typeof profileTable, value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return schema.safeParse(text).error?.issues[0]?.message;
};

describe('what is said about model servers', () => {
  it('is read from JSON, empty is none', () => {
    expect(upstreamList.parse('')).toEqual([]);
    expect(upstreamList.parse('[{"name":"b","url":"http://b:1/v1"}]')).toEqual([
      { name: 'b', url: 'http://b:1/v1', key: '', models: [] },
    ]);
    expect(routeTable.parse('{"fast":["small@b"]}')).toEqual({ fast: ['small@b'] });
    expect(profileTable.parse('{"small":{"tools":false}}')).toEqual({ small: { tools: false } });
  });

  it.each([
    ['[', 'is not valid JSON'],
    [{}, 'expected array'],
    [[{ name: 'b' }], 'at 0.url: must be an http:// or https:// URL'],
    [[{ name: 'B c', url: 'http://b' }], 'at 0.name: a name is made of'],
    [[{ name: 'b', url: 'http://b', kee: 'secret-key' }], 'Unrecognized key: "kee"'],
    [[{ name: 'default', url: 'http://b' }], '"default" is the server at LLM_API_URL'],
    [[1, 2].map(() => ({ name: 'b', url: 'http://b' })), 'two servers are called "b"; rename one'],
  ])('servers: %j is refused with the place and the mend', (value, sentence) => {
    expect(problemOf(upstreamList, value)).toContain(sentence);
    expect(problemOf(upstreamList, value)).toContain('write it like [{"name"');
    expect(problemOf(upstreamList, value)).not.toContain('secret-key');
  });

  it.each([
    [{ fast: [] }, 'an alias needs at least one model'],
    [{ fast: 'small' }, 'at fast: '],
    [{ fast: [''] }, 'a model needs a name'],
  ])('aliases: %j is refused', (value, sentence) => {
    expect(problemOf(routeTable, value)).toContain(sentence);
  });

  it('profiles with unknown or impossible abilities are refused', () => {
    expect(problemOf(profileTable, { small: { ears: true } })).toContain('at small: Unrecognized key: "ears"');
    expect(problemOf(profileTable, { small: { context_tokens: 1 } })).toContain('at small.context_tokens');
  });

  it('aliases lead to models of servers there are, never to aliases', () => {
    const b = [{ name: 'b', url: 'http://b', key: '', models: [] }];
    expect(routeProblem({ fast: ['small@b', 'small@default', 'org/model'] }, b)).toBeUndefined();
    expect(routeProblem({ fast: ['small@c'] }, b)).toBe(
      '"fast" names "small@c", but no server is called "c"; add it to LLM_UPSTREAMS or use one of: default, b',
    );
    expect(routeProblem({ fast: ['fast'] }, b)).toContain('"fast" leads to the alias "fast"');
    expect(routeProblem({ fast: ['slow'], slow: ['x'] }, b)).toContain('name models there');
    expect(routeProblem({ small: ['small@b'] }, b)).toBeUndefined();
  });

  it('a name is split at its last @, where a server is called so', () => {
    const names = new Set(['default', 'b']);
    expect(splitTarget('small@b', names)).toEqual({ model: 'small', upstream: 'b' });
    expect(splitTarget('@cf/small@v2@b', names)).toEqual({ model: '@cf/small@v2', upstream: 'b' });
    expect(splitTarget('small@v2', names)).toEqual({ model: 'small@v2' });
    expect(splitTarget('@b', names)).toEqual({ model: '@b' });
  });
});
