import { describe, expect, it } from '@jest/globals';
import type { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import { ProfileModels } from './profile-models.js';
import type { ProfileTable, StoredProfile } from './profile-table.js';

const PROFILE = { id: 'p', apiUrl: 'http://embeddings', model: 'm', dimensions: 2 } as StoredProfile;
const refused = () => new UpstreamError('status', { code: 'upstream_rejected', upstreamStatus: 400 });

/** Vectors of these texts, by a server that answers as told; a faulty text makes its whole request fail. */
function embedAll(texts: string[], faultOf: (text: string, asked: number) => Error | undefined) {
  let asked = 0;
  const embed = (some: readonly string[]) => {
    asked++;
    const fault = some.map((text) => faultOf(text, asked)).find(Boolean);
    return fault ? Promise.reject(fault) : Promise.resolve(some.map(({ length }) => Float32Array.of(length, 1)));
  };
  const model = { at: () => ({ embed }) } as unknown as EmbeddingModel;
  const found = new ProfileModels(model, {} as ProfileTable).embedAll(PROFILE, texts);
  return found.then((vectors) => vectors.map(([first]) => first));
}

describe('ProfileModels.embedAll', () => {
  it.each([
    ['is refused', refused()],
    ['has a vector that is none', new UpstreamError('malformed')],
  ])('gives zeros for a text that always %s, and the others their vectors', async (_what, fault) => {
    const texts = ['a', 'bb', 'bad', 'dddd', 'eeeee'];
    expect(await embedAll(texts, (text) => (text === 'bad' ? fault : undefined))).toEqual([1, 2, 0, 4, 5]);
    expect(await embedAll(['bad'], (text) => (text === 'bad' ? fault : undefined))).toEqual([0]);
  });

  it('does not blame a text for a fault that passes', async () => {
    expect(await embedAll(['ab'], (_text, asked) => (asked === 1 ? refused() : undefined))).toEqual([2]);
  });

  it.each([
    ['refuses everything', refused()],
    ['is away', new UpstreamError('refused')],
    ['is overloaded', new UpstreamError('status', { upstreamStatus: 503 })],
  ])('throws where the server %s', async (_what, fault) => {
    await expect(embedAll(['a', 'b', 'c'], () => fault)).rejects.toBe(fault);
  });
});
