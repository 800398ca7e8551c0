/** Calls the scripted model for the Nest floors and hands on every piece of text. Knows no storage and no prompt. */
import { Agent, request } from 'undici';

const DATA = 'data: ';

/** Splits a byte stream into the payloads of its server-sent events. */
function eventReader(onPayload) {
  const decoder = new TextDecoder();
  let rest = '';
  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true });
    let end;
    let from = 0;
    while ((end = rest.indexOf('\n', from)) >= 0) {
      if (rest.startsWith(DATA, from)) onPayload(rest.slice(from + DATA.length, end));
      from = end + 1;
    }
    rest = rest.slice(from);
  };
}

/** @param {string} upstreamUrl */
export function createUpstreamClient(upstreamUrl) {
  const dispatcher = new Agent({ connections: null, pipelining: 1, keepAliveTimeout: 60_000 });
  const url = `${upstreamUrl}/v1/chat/completions`;
  const headers = { 'content-type': 'application/json' };

  const post = async (body, signal) => {
    const answer = await request(url, { method: 'POST', dispatcher, headers, body: JSON.stringify(body), signal });
    if (answer.statusCode !== 200) throw new Error(`upstream answered ${answer.statusCode}`);
    return answer.body;
  };

  return {
    /** The whole answer in one piece. @returns {Promise<string>} */
    async complete(model, messages) {
      const body = await post({ model, messages, stream: false });
      return (await body.json()).choices[0].message.content;
    },

    /** Calls `onText` for every delta; resolves with the joined text at the end. @returns {Promise<string>} */
    async stream(model, messages, onText, signal) {
      const body = await post({ model, messages, stream: true }, signal);
      let text = '';
      const read = eventReader((payload) => {
        if (payload === '[DONE]') return;
        const delta = JSON.parse(payload).choices[0]?.delta.content;
        if (!delta) return;
        text += delta;
        onText(delta);
      });
      await new Promise((resolve, reject) => {
        body.on('data', read);
        body.on('end', resolve);
        body.on('error', reject);
      });
      return text;
    },
  };
}
