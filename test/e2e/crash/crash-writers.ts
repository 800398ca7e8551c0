/** Clients that write as fast as they are answered, and note what was acknowledged, until the server is gone. */
import { tokensOf } from '../../support/scripted-model/wire-events.js';
import { type ChatFixture, OpenTurn } from '../chat/chat-fixture.js';
import type { CrashLedger, SeenTurn } from './crash-ledger.js';

/** Even ones ask, half of the others make conversations and import, the rest write memories and documents. */
export async function writeUntil(
  signal: AbortSignal,
  chat: ChatFixture,
  ledger: CrashLedger,
  n: number,
): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    try {
      if (n % 2 === 0) await askOnce(chat, ledger, `question ${n}-${i} ${Date.now()}`);
      else await OTHERS[(n >> 1) % 2]![i % 2]!(chat, ledger, `${n}-${i}-${Date.now()}`);
    } catch (error) {
      // The server died or is leaving: what it had not acknowledged by then is not owed to anybody.
      if (!isLostConnection(error as Error)) throw error;
      await new Promise((resume) => setTimeout(resume, 5));
    }
  }
}

type Write = (chat: ChatFixture, ledger: CrashLedger, unique: string) => Promise<void>;
const OTHERS: readonly (readonly Write[])[] = [
  [createOnce, importOnce],
  [rememberOnce, ingestOnce],
];

/** As fetch reports it, a frame that was cut in two, or a server that says it is leaving. */
function isLostConnection({ name, message }: Error): boolean {
  return name === 'TypeError' || message.includes('inside a frame') || message.includes('refused: 503');
}

async function askOnce(chat: ChatFixture, ledger: CrashLedger, question: string): Promise<void> {
  const open = await chat.stream({ message: question, memory: false });
  if (open.response.status !== 200) throw new Error(`the turn was refused: ${open.response.status}`);
  const { turn_id: turnId, session_id: sessionId } = await open.start();
  const seen: SeenTurn = { turnId, sessionId, question, text: '', lastSeq: 0, ended: false, sent: () => seen.text };
  ledger.turns.push(seen);
  seen.sent = () => sentFor(chat, question);
  await follow(open, seen);
}

async function follow(open: OpenTurn, seen: SeenTurn): Promise<void> {
  for (let frame = await open.next(); frame; frame = await open.next()) {
    seen.lastSeq = frame.seq;
    if (frame.type === 'text-delta') seen.text += frame.data.text;
    seen.ended ||= frame.type === 'turn-end';
  }
}

/** Each answer begins with words no other has, so the text that was meant for a question can be told. */
function sentFor(chat: ChatFixture, question: string): string {
  const nth = chat.model.chats.findIndex(({ body }) => body!.messages.at(-1)!.content === question) + 1;
  if (nth === 0) return '';
  return tokensOf({ tokens: Array.from({ length: 200 }, (_, i) => `word-${nth}-${i} `) }).join('');
}

async function createOnce(chat: ChatFixture, ledger: CrashLedger, unique: string): Promise<void> {
  const { status, body } = await chat.call('POST', '/api/session', { json: { title: `conversation ${unique}` } });
  if (status !== 201) throw new Error(`the conversation was refused: ${status}`);
  ledger.sessions.set(body.session.id, 0);
}

async function importOnce(chat: ChatFixture, ledger: CrashLedger, id: string): Promise<void> {
  const messages = Array.from({ length: 20 }, (_, i) => ({ role: 'user', content: `line ${i} of ${id}` }));
  const json = { sessions: [{ external_id: id, messages }] };
  const { status, body } = await chat.call('POST', '/api/session/import', { json });
  if (status !== 201) throw new Error(`the import was refused: ${status}`);
  ledger.sessions.set(body.sessions[0].id, messages.length);
}

async function rememberOnce(chat: ChatFixture, ledger: CrashLedger, unique: string): Promise<void> {
  const content = `note ${unique} lies in the lighthouse`;
  const { status, body } = await chat.call('POST', '/api/memory', { json: { content } });
  if (status !== 201) throw new Error(`the memory was refused: ${status}`);
  ledger.memories.set(body.memory.id, content);
}

async function ingestOnce(chat: ChatFixture, ledger: CrashLedger, unique: string): Promise<void> {
  const text = `The oar ${unique} hangs on the northern wall.`;
  const { status, body } = await chat.call('POST', '/api/rag/documents', { json: { text } });
  if (status !== 202) throw new Error(`the document was refused: ${status}`);
  ledger.documents.set(body.document.id, text);
}
