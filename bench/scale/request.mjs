/**
 * One request over node:http, on connections that are kept. `fetch` costs this process about as much as a search costs the
 * server, and what the clients of one thread take is in the time of each.
 */
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });

/**
 * @param {string} url
 * @param {{method?: string, headers?: Record<string, string>, body?: string, onText?: (text: string) => void}} [options]
 *   `onText`: is given the answer so far whenever more of it comes
 * @returns {Promise<{status: number, text: string}>}
 */
export function request(url, { method = 'GET', headers = {}, body, onText } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = http.request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece) => {
        text += piece;
        onText?.(text);
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
