/** Writes a streamed turn in the application's own envelope, so that the floors are read by the same checks. */

/** @param {import('express').Response} response */
export function openTurnStream(response, ids) {
  let seq = 0;
  const send = (type, fields) => {
    response.write(`id: ${seq}\ndata: ${JSON.stringify({ type, seq, ...fields })}\n\n`);
    seq++;
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
  send('turn-start', ids);
  return {
    text: (text) => send('text-delta', { text }),
    end(text, fields = {}) {
      send('turn-end', { turn_status: 'complete', response: text, ...ids, finish_reason: 'stop', ...fields });
      response.end();
    },
  };
}
