/** `rai ingest` and `rai ask`: documents in, cited answers out, in the terminal. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Citation, TurnEvent } from '../chat/turn-event.js';
import { callServer } from './call-server.js';
import { type LocalServer, withLocalServer } from './local-server.js';
import { readEvents } from './read-events.js';
import { isExpected, whatWentWrong } from './what-went-wrong.js';

export function addAskCommands(program: Command): void {
  program
    .command('ingest <files...>')
    .description('add files to the documents of an account')
    .requiredOption('--user <name>', 'whose documents')
    .action((files: string[], { user }: { user: string }) => withLocalServer(user, (server) => ingest(server, files)));
  program
    .command('ask <question>')
    .description('ask a question and see the answer with its citations')
    .requiredOption('--user <name>', 'whose documents and memory')
    .option('--session <id>', 'the conversation to go on with')
    .action((question: string, { user, session }: { user: string; session?: string }) =>
      withLocalServer(user, (server) => ask(server, question, session)),
    );
}

async function ingest(server: LocalServer, files: string[]): Promise<void> {
  for (const file of files) {
    try {
      const { state, chunks, error } = await ingestOne(server, file);
      process.stdout.write(`${state}\t${chunks} passages\t${file}${error ? `\t${error}` : ''}\n`);
      if (state === 'failed') process.exitCode = 1;
    } catch (error) {
      if (server.interrupted.aborted || !isExpected(error)) throw error;
      // One file that is no document does not keep the others out.
      process.stdout.write(`failed\t0 passages\t${file}\t${whatWentWrong(error)}\n`);
      process.exitCode = 1;
    }
  }
}

async function ingestOne(server: LocalServer, file: string) {
  const form = new FormData();
  form.append('file', new Blob([await readFile(file)]), basename(file));
  const answer = await callServer(server, '/api/rag/documents?wait=60', { body: form });
  return ((await answer.json()) as { document: { state: string; chunks: number; error?: string } }).document;
}

async function ask(server: LocalServer, message: string, sessionId?: string): Promise<void> {
  const answer = await callServer(server, '/api/chat', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, session_id: sessionId, streaming: true }),
  });
  for await (const data of readEvents(answer)) show(JSON.parse(data) as TurnEvent);
}

function show(event: TurnEvent): void {
  if (event.type === 'text-delta') process.stdout.write(event.text);
  if (event.type !== 'turn-end') return;
  process.stdout.write('\n');
  for (const citation of event.citations.filter(({ cited }) => cited)) process.stdout.write(`\n${footnote(citation)}`);
  process.stdout.write(`\n(${event.model}, session ${event.session_id})\n`);
  if (event.turn_status === 'complete') return;
  process.stderr.write(`${event.turn_status}: ${event.error ?? event.reason ?? ''}\n`);
  process.exitCode = 1;
}

function footnote({ n, title, quote, start, end }: Citation): string {
  return `[${n}] ${title} (${start}–${end}): ${quote.replace(/\s+/g, ' ').slice(0, 300)}\n`;
}
