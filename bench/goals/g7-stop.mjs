/** G7: `stop` closes the upstream within a second, leaves none open and keeps what was answered so far. */
import { answerText, modelName } from '../upstream/script.mjs';
import { plainCheck } from './outcome.mjs';

const SCRIPT = { tokens: 600, delay: 50, first: 0 };
const STREAMED_MS = 1000;
const GIVE_UP_MS = 5000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a streamed turn; `ended` resolves with what its reader saw. */
async function openTurn(rai, session) {
  const body = JSON.stringify({
    message: 'a long answer, please',
    session_id: session,
    streaming: true,
    model: modelName(SCRIPT),
  });
  const headers = { ...rai.headers, 'content-type': 'application/json' };
  const answer = await fetch(`${rai.url}/api/chat`, { method: 'POST', headers, body });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const turn = { id: undefined, text: '', end: undefined };
  let rest = '';
  const readOn = async () => {
    const { done, value } = await reader.read();
    if (done) return false;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines.filter((each) => each.startsWith('data:'))) {
      const event = JSON.parse(line.slice(5));
      if (event.type === 'turn-start') turn.id = event.turn_id;
      if (event.type === 'text-delta') turn.text += event.text;
      if (event.type === 'turn-end') turn.end = event;
    }
    return true;
  };
  while (!turn.id && (await readOn()));
  turn.ended = (async () => {
    while (await readOn());
  })();
  return turn;
}

async function openAtUpstream(rai) {
  return (await (await fetch(`${rai.upstreamUrl}/stats`)).json()).open;
}

/** Milliseconds until the model has as few streams open as before. */
async function untilClosed(rai, before) {
  const started = performance.now();
  while (performance.now() - started < GIVE_UP_MS) {
    if ((await openAtUpstream(rai)) <= before) return performance.now() - started;
    await pause(10);
  }
  return Infinity;
}

/** What is wrong with one stopped turn, in words. */
async function faultOf(rai, turn) {
  await Promise.race([turn.ended, pause(GIVE_UP_MS)]);
  if (turn.end?.turn_status !== 'incomplete' || turn.end.reason !== 'stopped')
    return `turn-end is ${turn.end?.turn_status} ${turn.end?.reason}`;
  if (!turn.text || !answerText(SCRIPT.tokens).startsWith(turn.text))
    return 'the stream is not the start of the answer';
  const { status, body } = await rai.api('GET', `/api/chat/turns/${turn.id}`);
  if (status !== 200) return `GET turn answered ${status}`;
  if (body.turn.response !== turn.text) return 'what is saved is not what was streamed';
  return undefined;
}

export const g7 = {
  id: 'G7',
  title: 'upstream closed after stop',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run({ rai, profile }) {
    if (!rai) return { notMeasured: 'no application' };
    const before = await openAtUpstream(rai);
    const turns = await Promise.all(rai.sessions.slice(0, profile.stopped).map((session) => openTurn(rai, session)));
    await pause(STREAMED_MS);
    const opened = (await openAtUpstream(rai)) - before;
    if (opened !== turns.length) return { fault: `${opened} of ${turns.length} streams were open at the model` };
    const answers = Promise.all(turns.map(({ id }) => rai.api('POST', `/api/chat/turns/${id}/stop`, {})));
    const closedMs = await untilClosed(rai, before);
    const refused = (await answers).find(({ status }) => status >= 300);
    if (refused) return { fault: `stop answered ${refused.status}` };
    const faults = (await Promise.all(turns.map((turn) => faultOf(rai, turn)))).filter(Boolean);
    const label = `${turns.length} stopped at once, all closed`;
    const check = plainCheck(label, [closedMs / 1000], { direction: '≤', must: 1, unit: ' s' });
    const fault = faults.length ? `${faults.length} of ${turns.length}: ${faults[0]}` : undefined;
    return { checks: [check], steadiness: [], figures: { 'closed after stop, s': { rai: [closedMs / 1000] } }, fault };
  },
};
