/** Asks the model what a message says about its writer. It is shown that message alone, and must quote what it found. */
import { z } from 'zod';
import type { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatMessage } from '../../platform/llm/chat-request.js';
import { type Finding, statement } from './finding.js';
import { attributeOf } from './phrases.js';
import { readStatement } from './read-statement.js';
import { isWorthReading } from './write-gate.js';

const READ_CHARACTERS = 4000;
const TIME_LIMIT_MS = 30_000;
const MOST_TOKENS = 700;

const reply = z.object({
  memories: z
    .array(
      z.object({
        action: z.enum(['add', 'retract']),
        kind: z.enum(['fact', 'preference', 'instruction', 'episode']).default('fact'),
        content: z.string().trim().min(3).max(300),
        attribute: z.string().trim().max(80).nullish(),
        quote: z.string().trim().min(3).max(600),
        confidence: z.number().min(0).max(1).default(0.8),
      }),
    )
    .max(20),
});

const INSTRUCTION = `You keep the long-term memory of an assistant. Read the user's message and list what it says about the user that will still matter in other conversations: lasting facts, preferences, standing instructions for the assistant.
Leave out greetings, questions, requests for the task at hand, moods, hypotheticals, fiction, quoted or pasted text, passwords and other secrets, and anything about other people that is not the user's own life. Most messages give nothing.
Answer with JSON only, of this shape:
{"memories":[{"action":"add"|"retract","kind":"fact"|"preference"|"instruction"|"episode","content":"one short sentence in the user's words, first person","attribute":"what it is the value of, such as name, residence, dog name; null where there can be several","quote":"the exact words of the message","confidence":0.0-1.0}]}
"retract" is for what the message says is no longer true or is to be forgotten; its content names what. Nothing to keep: {"memories":[]}`;

export class ModelReading {
  constructor(private readonly model: ChatModel) {}

  /** Throws where the model fails or gives no valid answer twice. */
  async read(message: string, signal: AbortSignal): Promise<Finding[]> {
    const text = message.slice(0, READ_CHARACTERS);
    const messages: ChatMessage[] = [
      { role: 'system', content: INSTRUCTION },
      { role: 'user', content: `The message:\n${text}` },
    ];
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const first = await this.ask(messages, limited);
    let parsed = parse(first);
    if (!parsed.success) {
      const complaint = `That was not valid: ${parsed.problem}. Answer with the JSON alone.`;
      const second = await this.ask(
        [...messages, { role: 'assistant', content: first }, { role: 'user', content: complaint }],
        limited,
      );
      parsed = parse(second);
    }
    if (!parsed.success) throw new Error(`the model gave no memories: ${parsed.problem}`);
    return parsed.memories.flatMap((memory) => toFinding(memory, text));
  }

  private async ask(messages: ChatMessage[], signal: AbortSignal): Promise<string> {
    let text = '';
    const request = { messages, maxTokens: MOST_TOKENS, temperature: 0 };
    for await (const event of this.model.stream(request, signal)) if (event.type === 'text') text += event.text;
    return text;
  }
}

type Reply = z.output<typeof reply>['memories'];

function parse(text: string): { success: true; memories: Reply } | { success: false; problem: string } {
  const json = /\{[\s\S]*\}/.exec(text)?.[0];
  if (!json) return { success: false, problem: 'there is no JSON object in it' };
  try {
    const parsed = reply.safeParse(JSON.parse(json));
    if (parsed.success) return { success: true, memories: parsed.data.memories };
    const issue = parsed.error.issues[0];
    return { success: false, problem: `${issue?.path.join('.')}: ${issue?.message}` };
  } catch (error) {
    return { success: false, problem: (error as Error).message };
  }
}

/** What is not in the message was made up; what the write gate refuses is refused from a model too. */
function toFinding(memory: Reply[number], message: string): Finding[] {
  const { action, kind, content, attribute, quote, confidence } = memory;
  if (!plain(message).includes(plain(quote)) || !isWorthReading(content)) return [];
  // The same keys as the patterns give, so that either supersedes what the other found.
  const key = readStatement(content)?.attribute ?? (attribute ? attributeOf(attribute) : null);
  if (action === 'retract') return [{ type: 'retraction', about: content, attribute: key }];
  return [statement(kind, content, key, undefined, Math.round(confidence * 100))];
}

function plain(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[\s.!]+$/, '')
    .trim()
    .toLowerCase();
}
