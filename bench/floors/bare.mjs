/**
 * The bare floor: a node:http relay that authenticates nothing, parses nothing and stores nothing.
 * What a token and a turn cost in plain Node; the yardstick for the machine, too. env UPSTREAM_URL.
 */
import http from 'node:http';

const upstream = new URL(process.env.UPSTREAM_URL);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4096, noDelay: true });

function relay(request, response) {
  const { 'content-type': type, 'content-length': length } = request.headers;
  const headers = { 'content-type': type, 'content-length': length };
  const options = { host: upstream.hostname, port: upstream.port, path: request.url, method: request.method };
  const outgoing = http.request({ ...options, agent, headers }, (answer) => {
    const sent = { 'content-type': answer.headers['content-type'] };
    if (answer.headers['content-length']) sent['content-length'] = answer.headers['content-length'];
    response.writeHead(answer.statusCode, sent);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

const server = http.createServer({ keepAliveTimeout: 120_000, noDelay: true }, relay);
server.listen(0, '127.0.0.1', 8192, () => console.log(`listening http://127.0.0.1:${server.address().port}`));
