import { describe, expect, it } from '@jest/globals';
import { attachmentText } from './attachment-text.js';

async function read(bytes: Buffer, most = 1000, name = 'notes.txt') {
  const file = { id: 'id', name, mime: 'text/plain', bytes: bytes.length };
  return attachmentText(
    file,
    (async function* () {
      yield bytes;
    })(),
    most,
  );
}

describe('attachmentText', () => {
  it('reads text, whatever its encoding says', async () => {
    expect(await read(Buffer.from('naïve'))).toMatchObject({ text: 'naïve', readable: true, truncated: false });
    expect(await read(Buffer.from('\ufeffhé', 'utf16le'))).toMatchObject({ text: 'hé', readable: true });
    expect(await read(Buffer.from(''))).toMatchObject({ text: '', readable: true });
  });

  it('cuts long texts, never a character in two', async () => {
    const cut = await read(Buffer.from('🙂'.repeat(100)), 5);
    expect(cut).toMatchObject({ text: '🙂🙂', truncated: true });
    const long = await read(Buffer.from('é'.repeat(200_000)), 20_001);
    expect(long).toMatchObject({ text: 'é'.repeat(20_001), truncated: true });
    const odd = await read(Buffer.from(`a${'🙂'.repeat(50_000)}`), 20_000);
    expect(odd).toMatchObject({ readable: true, truncated: true });
  });

  it('says so where there is no text to read', async () => {
    expect(await read(Buffer.from('%PDF-1.7'))).toMatchObject({
      readable: false,
      text: expect.stringContaining('cannot be read'),
    });
    expect(await read(Buffer.from([0x61, 0xe9, 0x62, ...Buffer.from(' and more words of plain text')]))).toMatchObject({
      readable: false,
    });
    expect(await read(Buffer.from([0, 1, 2]))).toMatchObject({ readable: false });
  });
});
