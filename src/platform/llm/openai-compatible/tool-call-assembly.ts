import type { ToolCallEvent } from '../chat-event.js';
import type { WireToolCall } from './wire-chunk.js';

/** Puts tool calls together that arrive in pieces: the first piece names the call, the rest append to its arguments. */
export class ToolCallAssembly {
  private readonly calls: { index: unknown; id: string; name: string; arguments: string }[] = [];

  /** Returns how many characters were new. */
  add(pieces: WireToolCall[]): number {
    let added = 0;
    for (const piece of pieces) {
      const name = asText(piece.function?.name);
      const args = argumentsOf(piece.function?.arguments);
      const call = this.find(piece, name);
      if (call.name === '') call.name = name;
      call.arguments += args;
      added += name.length + args.length;
    }
    return added;
  }

  /** The whole calls, in the order they began. */
  events(): ToolCallEvent[] {
    return this.calls.map((call, i) => ({
      type: 'tool-call',
      id: call.id || `call_${i}`,
      name: call.name,
      arguments: call.arguments || '{}',
    }));
  }

  /** By index; some servers leave it out, and some give every call index 0 with an id of its own. */
  private find(piece: WireToolCall, name: string) {
    const id = asText(piece.id);
    const open = piece.index === undefined ? this.calls.at(-1) : this.calls.findLast((c) => c.index === piece.index);
    const other = open !== undefined && name !== '' && id !== '' && open.id !== '' && id !== open.id;
    if (open !== undefined && !other) {
      open.id ||= id;
      return open;
    }
    const call = { index: piece.index, id, name: '', arguments: '' };
    this.calls.push(call);
    return call;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Some servers send the arguments as an object instead of JSON text. */
function argumentsOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asText(value);
}
