/** Sends files to the documents of an account, as a browser would. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Answer } from '../../support/call.js';
import type { TestUser } from '../../support/register-user.js';
import type { RunningApp } from '../../support/start-app.js';

export function fixture(name: string): Buffer<ArrayBuffer> {
  return readFileSync(resolve('test/fixtures/documents', name));
}

/** Waits until the document is ready or failed. */
export function upload(app: RunningApp, { token }: TestUser, content: Uint8Array, name: string): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(content)]), name);
  return app.call('POST', '/api/rag/documents?wait=60', { token, body: form });
}
