import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { fixture, upload } from './upload.js';

interface Case {
  file: string;
  mime: string;
  question: string;
  /** The sentence or row that answers. */
  quote: string;
  heading?: string;
  page?: number;
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** How often a file is read again, and how many look for it all the while. */
const READINGS = 20;
const SEARCHERS = 4;

const CASES: Case[] = [
  {
    file: 'ferry.txt',
    mime: 'text/plain',
    question: 'When does the last ferry crossing depart on Sundays?',
    quote: 'On Sundays the last crossing departs at ten minutes to nine.',
  },
  {
    file: 'bakery.md',
    mime: 'text/markdown',
    question: 'In which year was the starter called Gertrude begun?',
    quote: 'The starter is called Gertrude and was begun in 1987.',
  },
  {
    file: 'museum.html',
    mime: 'text/html',
    question: 'Who built the tower clock?',
    quote: 'The tower clock was built by Ottoline Brandt in 1821 and loses no more than one second a week.',
  },
  {
    file: 'harbour.pdf',
    mime: 'application/pdf',
    question: 'What does a visiting ketch pay for a night in the inner basin?',
    quote: 'A visiting ketch pays eleven crowns a night for the inner basin.',
    heading: 'Harbour handbook › Mooring',
    page: 2,
  },
  {
    file: 'orchard.docx',
    mime: DOCX,
    question: 'When are old pear trees pruned?',
    quote: 'Old pear trees are pruned in February, before the sap rises.',
  },
  {
    file: 'letter.eml',
    mime: 'message/rfc822',
    question: 'Where is the spare lens kept?',
    quote: 'The spare lens is kept in the blue case under the stairs.',
  },
  {
    file: 'stations.csv',
    mime: 'text/csv',
    question: 'Which line is Dunmoor station on?',
    quote: 'Station: Dunmoor; Line: Hill line; Opened: 1924; Remark: The highest platform of the network',
  },
  {
    file: 'plants.tsv',
    mime: 'text/tab-separated-values',
    question: 'How often does aloe need water?',
    quote: 'Plant: Aloe; Water: once a month; Light: full sun',
  },
  {
    file: 'observatory.json',
    mime: 'application/json',
    question: 'What is the mirror of the telescope Long Tom?',
    quote: 'telescopes[0]: name: Long Tom; mirror: 1.8 metres; first_light: 1961-05-02',
  },
  {
    file: 'tickets.jsonl',
    mime: 'application/x-ndjson',
    question: 'What does the badge reader at the loading dock need?',
    quote: 'id: T-103; subject: Door; answer: The badge reader at the loading dock needs a new battery every March.',
  },
  {
    file: 'tide-table.js',
    mime: 'text/x-javascript',
    question: 'How many metres is a knot, a nautical mile an hour?',
    quote: 'A knot is one nautical mile, 1852 metres, an hour.',
  },
  {
    file: 'kiln.py',
    mime: 'text/x-python',
    question: 'Above how many degrees must thick ware not be opened?',
    quote: '# Thick ware must not be opened above ninety degrees.',
  },
];

describe.each(testDatabases())('files of every format on %s', (database) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app?.stop());

  const get = async (path: string, { token }: TestUser) => (await app.call('GET', `/api/rag${path}`, { token })).body;

  /** A client gets the text as `fetch` gives it: without a byte order mark. */
  const expectOffsets = async (id: string, user: TestUser) => {
    const text: string = await get(`/documents/${id}/text`, user);
    const { data: chunks } = await get(`/documents/${id}/chunks`, user);
    expect(chunks.length).toBeGreaterThan(0);
    for (const chunk of chunks) expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    return { text, chunks };
  };

  it.each(CASES)('answers from $file with a citation of the sentence', async (wanted) => {
    const user = await registerUser(app);
    const sent = await upload(app, user, fixture(wanted.file), wanted.file);
    expect(sent).toMatchObject({ status: 202, body: { document: { state: 'ready', mime: wanted.mime } } });
    const { id } = sent.body.document;

    const { text, chunks } = await expectOffsets(id, user);
    const json = { message: wanted.question, streaming: false };
    const { status, body } = await app.call('POST', '/api/chat', { token: user.token, json });
    expect(status).toBe(200);
    const citation = body.citations.find(({ quote }: { quote: string }) => quote.includes(wanted.quote));
    expect([body.response, citation]).toMatchObject([expect.any(String), { document_id: id }]);
    expect(text.slice(citation.start, citation.end)).toBe(citation.quote);
    expect(citation.page).toBe(wanted.page);
    expect(body.response).toContain(wanted.quote.split(/[;:] /).at(-1)!.replace(/\.$/, ''));
    if (wanted.heading) {
      const cited = chunks.find((chunk: { id: string }) => chunk.id === citation.chunk_id);
      expect(cited.heading).toBe(wanted.heading);
    }
  });

  it.each([
    ['marked.txt', Buffer.from('\ufeff\ufeffMarked twice, as by two editors.')],
    ['lines.txt', Buffer.from('One 🙂 line.\r\n\r\nAnother e\u0301 line 👩‍🚀.\r\n')],
    ['wide.txt', Buffer.from('\ufeffWide 🙂 letters.', 'utf16le')],
    ['table.csv', Buffer.from('\ufeffName,Size\r\n🙂 e\u0301,"a\r\nb"\r\n')],
    ['notes.md', Buffer.from('\ufeff# Ti\u0301tle 🙂\r\n\r\nText\u2028with odd\u0085ends.\r\n')],
    ['page.html', Buffer.from('<p>\ufeffA🙂 e\u0301&nbsp;b</p><ul><li>one</ul>')],
  ])('counts passages of %s in the text as it is served', async (name, bytes) => {
    const user = await registerUser(app);
    const { body } = await upload(app, user, bytes, name);
    expect(body.document).toMatchObject({ state: 'ready' });
    await expectOffsets(body.document.id, user);
  });

  it('counts passages of a text with a byte order mark as it is served', async () => {
    const user = await registerUser(app);
    const json = { text: '\ufeffThe lamp turns. 🙂 It never stops.' };
    const { body } = await app.call('POST', '/api/rag/documents?wait=30', { token: user.token, json });
    await expectOffsets(body.document.id, user);
  });

  it('reads what a file is, whatever it is called', async () => {
    const user = await registerUser(app);
    for (const [name, called, mime] of [
      ['harbour.pdf', 'harbour.txt', 'application/pdf'],
      ['orchard.docx', 'orchard.pdf', DOCX],
      ['museum.html', 'museum.json', 'text/html'],
      ['ferry.txt', 'ferry.pdf', 'text/plain'],
      ['ferry.txt', 'ferry.json', 'text/plain'],
      ['tickets.jsonl', 'tickets.json', 'application/x-ndjson'],
    ] as const) {
      const { body } = await upload(app, user, fixture(name), called);
      expect([called, body.document]).toMatchObject([called, { state: 'ready', mime }]);
    }
  });

  it('recognises the same bytes, and keeps answering while a file is read again', async () => {
    const user = await registerUser(app);
    const first = (await upload(app, user, fixture('harbour.pdf'), 'harbour.pdf')).body.document;
    const again = (await upload(app, user, fixture('harbour.pdf'), 'harbour.pdf')).body.document;
    expect(again).toMatchObject({ id: first.id, existing: true, chunks: first.chunks });
    const found: number[] = [];
    let done = false;
    const searching = Array.from({ length: SEARCHERS }, async () => {
      const json = { query: 'fog horn beacon' };
      while (!done) {
        const { body } = await app.call('POST', '/api/rag/search', { token: user.token, json });
        found.push(body.results.length);
      }
    });
    for (let round = 0; round < READINGS; round++) {
      const path = `/api/rag/documents/${first.id}/reindex?wait=30`;
      const { body } = await app.call('POST', path, { token: user.token });
      expect(body.document).toMatchObject({ state: 'ready', chunks: first.chunks });
    }
    done = true;
    await Promise.all(searching);
    expect(found.length).toBeGreaterThan(READINGS);
    expect(Math.min(...found)).toBeGreaterThan(0);
  });
});
