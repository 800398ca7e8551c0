/** What an agent and a tone make of a turn. Pure. */
import type { Tone } from '../tone/tone.js';
import { toneText } from '../tone/tone-text.js';
import type { AcceptedTurn } from '../turn/running-turn.js';
import type { TurnOptions } from '../turn/turn-options.js';
import type { Agent } from './agent.js';

/** The parts of an accepted turn that its agent and tone decide. */
export type Outfit = Pick<
  AcceptedTurn,
  'session' | 'options' | 'tools' | 'tone' | 'agent' | 'pattern' | 'handoffs' | 'plain' | 'missing'
>;

export type Settings = AcceptedTurn['session'];

/** A conversation that is not there yet has these. */
export const NEW_SESSION: Settings = {
  system_prompt: null,
  model: null,
  memory: 1,
  collection_ids: null,
  no_evidence: null,
};

/**
 * A request's own wish wins, then what an agent named by the request says, then the conversation, then an agent the
 * conversation names. The agent's instructions come before the conversation's system prompt.
 */
export function outfitOf(
  settings: Settings,
  options: TurnOptions,
  { agent, tone }: { agent?: Agent; tone?: Tone },
): Outfit {
  const { definition } = agent ?? {};
  const { parameters } = definition ?? {};
  return {
    session: {
      system_prompt: joined(definition?.instructions, settings.system_prompt),
      model: (options.agent ? definition?.model : undefined) ?? settings.model ?? definition?.model ?? null,
      memory: definition?.memory === false ? 0 : settings.memory,
      collection_ids: collectionsOf(agent) ?? settings.collection_ids,
      no_evidence: settings.no_evidence,
    },
    options: {
      ...options,
      temperature: options.temperature ?? parameters?.temperature,
      maxTokens: options.maxTokens ?? parameters?.max_tokens,
    },
    tools: definition?.tools,
    tone: tone && toToneLayer(tone),
    pattern: definition?.pattern ?? undefined,
    handoffs: definition?.handoffs,
    plain: { session: settings, options },
    agent: agent && { id: agent.id, name: agent.name, version: agent.version, limits: agent.definition.limits },
  };
}

function joined(instructions: string | undefined, systemPrompt: string | null): string | null {
  return [instructions?.trim(), systemPrompt?.trim()].filter(Boolean).join('\n\n') || null;
}

/** Somebody else's agent knows somebody else's collections. */
function collectionsOf(agent: Agent | undefined): string | undefined {
  const ids = agent?.isOwn ? agent.definition.collection_ids : undefined;
  return ids?.length ? JSON.stringify(ids) : undefined;
}

/** The layer of a prompt; a tone that says nothing makes none. */
export function toToneLayer(tone: Tone): { id: string; text: string } | undefined {
  const text = toneText(tone);
  return text ? { id: tone.id, text } : undefined;
}
