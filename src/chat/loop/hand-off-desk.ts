/**
 * Passing a conversation on within a turn: an agent that lists others gets a tool that names them, and whoever is named
 * goes on answering. Nobody gets the same turn twice, so hand-offs end.
 */
import { z } from 'zod';
import type { ToolSpec } from '../../platform/llm/chat-request.js';
import type { CallOutcome } from '../../tools/tool-runner.js';
import type { Agent } from '../agents/agent.js';
import { readArguments } from '../../tools/read-arguments.js';

export const HAND_OFF = 'hand_off';
const MOST_HAND_OFFS = 5;
const DESCRIPTION = 300;

export interface HandOffDoors {
  /** The agents of these ids or names that the user may use. */
  find(names: readonly string[]): Promise<Agent[]>;
}

export interface HandOffOutcome extends CallOutcome {
  /** Who goes on. */
  to?: Agent;
}

const Arguments = z.object({ agent: z.string(), reason: z.string().optional() });

export class HandOffDesk {
  private readonly visited = new Set<string>();
  private targets: Agent[] = [];
  /** Who is about to go on. */
  private next?: Agent;

  /** `visited`: ids of agents that had the turn before it was laid aside. */
  constructor(
    private readonly doors: HandOffDoors,
    visited: readonly string[] = [],
  ) {
    for (const id of visited) this.visited.add(id);
  }

  /** Ids of the agents that have had the turn. */
  get had(): string[] {
    return [...this.visited];
  }

  /** `current` is who answers now; undefined: nobody by name. */
  async arrive(current: { id: string } | undefined, handoffs: readonly string[]): Promise<void> {
    this.next = undefined;
    if (current) this.visited.add(current.id);
    const mayGoOn = handoffs.length > 0 && this.visited.size <= MOST_HAND_OFFS;
    const found = mayGoOn ? await this.doors.find(handoffs) : [];
    this.targets = found.filter(({ id }, i) => !this.visited.has(id) && found.findIndex((a) => a.id === id) === i);
  }

  /** Undefined where there is nobody to pass to. */
  spec(): ToolSpec | undefined {
    if (!this.targets.length) return undefined;
    const lines = this.targets.map(({ name, definition }) => {
      const about = (definition.description ?? definition.instructions ?? '').slice(0, DESCRIPTION);
      return `- ${name}${about && `: ${about.replace(/\s+/g, ' ')}`}`;
    });
    return {
      name: HAND_OFF,
      description: `Passes the conversation to another agent, who then answers. Use it where one of these fits better:\n${lines.join('\n')}`,
      parameters: {
        type: 'object',
        required: ['agent'],
        properties: {
          agent: { type: 'string', enum: this.targets.map(({ name }) => name) },
          reason: { type: 'string', description: 'Why, in one sentence' },
        },
      },
    };
  }

  /** Of several calls at once the first counts. */
  take(argumentsText: string): HandOffOutcome {
    if (this.next) return refused(`The conversation is passed to ${this.next.name} already.`);
    const read = readArguments(Arguments, argumentsText);
    if (!read.ok) return refused(`The arguments are not valid: ${read.problem}`);
    const { agent } = read.args as z.output<typeof Arguments>;
    const to = this.targets.find(({ id, name }) => id === agent || name.toLowerCase() === agent.trim().toLowerCase());
    if (!to) return refused('There is no such agent to pass to.');
    this.next = to;
    const summary = `Passed to ${to.name}.`;
    return { ok: true, summary, content: `${summary} You are ${to.name} now: answer the user.`, to };
  }
}

function refused(summary: string): HandOffOutcome {
  return { ok: false, summary, content: `Error: ${summary}` };
}
