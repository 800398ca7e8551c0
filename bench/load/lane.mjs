/**
 * One client of the load: sends request after request over a raw socket, so that the server saturates first. With several
 * replicas it keeps a connection to each and asks them in turn, so that a conversation moves from one to the next.
 */
import net from 'node:net';
import { ResponseBody } from './response-body.mjs';
import { countTokens } from './answers.mjs';

/**
 * @typedef {object} Plan what every lane does
 * @property {string[]} urls of every replica
 * @property {Record<string, string>} headers
 * @property {string} template request body with {{question}} and {{session}}
 * @property {string} envelope of the answer, see answers.mjs
 * @property {string} [readers] address of a module that exports `readAnswer(envelope)` for envelopes of its own
 * @property {string} expected the exact text of every answer
 * @property {string[]} questions
 * @property {string[]} sessions lane n of c uses numbers n, n + c, n + 2c…, so that no two lanes share one
 * @property {number} connections
 * @property {number} [seconds] go on for so long, or
 * @property {number} [requestsPerLane] send so many
 * @property {number} rampMs the starts are spread over so long
 * @property {number} patienceMs a lane that waits longer for one answer has failed
 */

/**
 * @typedef {object} Tally what the lanes of one worker saw
 * @property {number} turns
 * @property {number} tokens
 * @property {number[]} latency milliseconds from sending to the end of the answer
 * @property {number[]} firstToken milliseconds from sending to the first token
 * @property {string[]} faults the first few, in words
 * @property {number} faulty
 */

const FAULTS_KEPT = 3;

/** Where requests go and what each begins with; `:session` in the path stands for the session's id. */
function targetOf(url, more) {
  const headers = { host: url.host, 'content-type': 'application/json', ...more };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    headers: lines.join(''),
  };
}

export class Lane {
  #plan;
  #reader;
  #number;
  #tally;
  #targets;
  #sockets = [];
  #socket;
  #count = 0;
  #endsAt;
  #finished;
  #current;

  /**
   * @param {Plan} plan
   * @param {number} number
   * @param {{tally: Tally, endsAt: number, reader: (envelope: string) => import('./answers.mjs').AnswerReader}} shared
   */
  constructor(plan, number, { tally, endsAt, reader }) {
    this.#plan = plan;
    this.#reader = reader;
    this.#number = number;
    this.#tally = tally;
    this.#endsAt = endsAt;
    this.#targets = plan.urls.map((url) => targetOf(new URL(url), plan.headers));
  }

  /** Resolves when the lane has had its last answer. */
  run() {
    return new Promise((resolve) => {
      this.#finished = resolve;
      setTimeout(() => this.#next(), (this.#number / this.#plan.connections) * this.#plan.rampMs);
    });
  }

  #goesOn() {
    if (this.#plan.requestsPerLane) return this.#count < this.#plan.requestsPerLane;
    return performance.now() < this.#endsAt;
  }

  #session() {
    const { sessions, connections } = this.#plan;
    const own = Math.max(1, Math.floor((sessions.length - 1 - this.#number) / connections) + 1);
    return sessions[this.#number + (this.#count % own) * connections] ?? '';
  }

  #request({ path, headers }) {
    const { template, questions, connections } = this.#plan;
    const turn = this.#number + this.#count * connections;
    const session = this.#session();
    const question = questions[turn % questions.length];
    const body = template.replace('{{question}}', question).replace('{{session}}', session);
    const head = `POST ${path.replace(':session', session)} HTTP/1.1\r\n${headers}`;
    return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  #connect({ hostname, port }) {
    const socket = net.connect(port, hostname);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(socket, bytes));
    socket.on('close', () => this.#closed(socket));
    socket.on('error', () => socket.destroy()); // the close that follows is what counts
    return socket;
  }

  #next() {
    if (!this.#goesOn()) {
      for (const socket of this.#sockets) socket?.destroy();
      this.#finished();
      return;
    }
    const turn = (this.#number + this.#count) % this.#targets.length;
    const target = this.#targets[turn];
    const request = this.#request(target);
    this.#count++;
    if (!this.#sockets[turn] || this.#sockets[turn].destroyed) this.#sockets[turn] = this.#connect(target);
    this.#socket = this.#sockets[turn];
    const patience = setTimeout(() => this.#socket.destroy(), this.#plan.patienceMs);
    const answer = this.#reader(this.#plan.envelope);
    this.#current = { response: new ResponseBody(), answer, sent: performance.now(), first: 0, raw: '', patience };
    this.#socket.write(request);
  }

  #receive(socket, bytes) {
    const current = this.#current;
    if (!current || socket !== this.#socket) return;
    try {
      const piece = current.response.push(bytes);
      if (piece) this.#take(current, piece);
      if (current.response.done) this.#settle(current, this.#check(current));
    } catch (error) {
      this.#settle(current, `unreadable answer: ${error.message}`);
    }
  }

  #take(current, piece) {
    if (current.response.status !== 200) {
      current.raw = (current.raw + piece).slice(0, 300);
      return;
    }
    current.answer.push(piece);
    if (!current.first && current.answer.text) current.first = performance.now();
  }

  #closed(socket) {
    if (this.#current && socket === this.#socket) this.#settle(this.#current, 'connection closed early');
  }

  #settle(current, problem) {
    this.#current = undefined;
    clearTimeout(current.patience);
    const now = performance.now();
    const tally = this.#tally;
    if (problem) {
      tally.faulty++;
      if (tally.faults.length < FAULTS_KEPT) tally.faults.push(problem);
      this.#socket.destroy();
    } else {
      tally.turns++;
      tally.tokens += countTokens(current.answer.text);
      tally.latency.push(now - current.sent);
      if (current.first) tally.firstToken.push(current.first - current.sent);
    }
    setImmediate(() => this.#next());
  }

  #check({ response, answer, raw }) {
    if (response.status !== 200) return `status ${response.status} ${raw}`;
    const fault = answer.fault();
    if (fault) return fault;
    if (answer.text === this.#plan.expected) return undefined;
    return `${countTokens(answer.text)} tokens of ${countTokens(this.#plan.expected)} or other text: ${answer.text.slice(0, 80)}`;
  }
}
