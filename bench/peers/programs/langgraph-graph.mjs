/** The smallest graph that is a chat: one step that calls the model with the last messages. env UPSTREAM_URL. */
import { coerceMessageLikeToMessage } from '@langchain/core/messages';
import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { ChatOpenAI } from '@langchain/openai';

const HISTORY = 11;
const models = new Map();

/** Appends; the usual reducer replaces messages of the same id, and the scripted model calls all its answers the same. */
const State = Annotation.Root({
  messages: Annotation({ reducer: (old, more) => old.concat(more.map(coerceMessageLikeToMessage)), default: () => [] }),
});

function modelFor(name) {
  const configuration = { baseURL: `${process.env.UPSTREAM_URL}/v1` };
  const known = models.get(name) ?? new ChatOpenAI({ model: name, apiKey: 'none', configuration, streaming: true });
  models.set(name, known);
  return known;
}

async function answer({ messages }, config) {
  return { messages: [await modelFor(config.configurable.model).invoke(messages.slice(-HISTORY), config)] };
}

export const graph = new StateGraph(State).addNode('answer', answer).addEdge(START, 'answer').compile();
