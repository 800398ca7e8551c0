/** Uploads with progress, which fetch cannot tell. */
import { credentials } from './credentials.js';
import { call } from './request.js';
import { Problem } from './problem.js';

/** `onProgress` gets 0 to 1. Gives the parsed answer. */
export async function upload<T>(path: string, form: FormData, onProgress: (part: number) => void): Promise<T> {
  // Renews a worn-out token before megabytes are sent for nothing.
  await call('GET', '/api/auth/me');
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Authorization', `Bearer ${credentials.value?.access_token ?? ''}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => reject(new Problem('The server cannot be reached.', 'unreachable', 0));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 300) resolve(body as T);
      else
        reject(
          new Problem(
            String(body.error ?? `The server answered ${request.status}.`),
            String(body.code),
            request.status,
            body,
          ),
        );
    };
    request.send(form);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
