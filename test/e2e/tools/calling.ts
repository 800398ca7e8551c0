/** Scripts of models that call tools, and what such turns look like. */
import type { Frame } from '../../support/read-stream.js';
import type { Script } from '../../support/scripted-model/script.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';

export interface WantedCall {
  name: string;
  args: unknown;
}

/** Calls in each round what is given for it, then says the text. A string as `args` is sent as it is. */
export function callsThenSays(rounds: WantedCall[][], tokens = ['Done', '.']) {
  return (body: ChatBody): Script => {
    const done = resultsIn(body).length;
    let before = 0;
    for (const [round, calls] of rounds.entries()) {
      if (done === before) return { toolCalls: calls.map((call, i) => toCall(call, `r${round}c${i}`)) };
      before += calls.length;
    }
    return { tokens };
  };
}

function toCall({ name, args }: WantedCall, id: string) {
  return { id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args) };
}

/** The results of tools that a request carries, in order. */
export function resultsIn(body: ChatBody): string[] {
  return body.messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

export const typesOf = (frames: readonly Frame[]): string[] =>
  frames.map(({ type }) => type).filter((type, i, all) => type !== 'text-delta' || all[i - 1] !== 'text-delta');

export const toolNames = (body: ChatBody): string[] =>
  ((body.tools ?? []) as { function: { name: string } }[]).map(({ function: { name } }) => name);
