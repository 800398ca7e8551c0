/** What the document of the API says of an export. */
import type { ApiResponseOptions } from '@nestjs/swagger';

const MESSAGE = {
  type: 'object',
  required: ['external_id', 'role', 'content', 'created_at'],
  properties: {
    external_id: { type: 'string' },
    role: { type: 'string', enum: ['user', 'assistant', 'system', 'tool'] },
    name: { type: 'string' },
    content: { type: 'string' },
    created_at: { type: 'string', format: 'date-time' },
    state: {
      type: 'string',
      enum: ['running', 'incomplete', 'failed'],
      description: 'Of an answer that is not whole. `running`: `content` is what was saved by then.',
    },
    reason: { type: 'string', description: 'Why it is incomplete.' },
  },
};

const SESSION = {
  type: 'object',
  required: ['external_id', 'title', 'created_at', 'messages'],
  properties: {
    external_id: { type: 'string' },
    title: { type: ['string', 'null'] },
    created_at: { type: 'string', format: 'date-time' },
    messages_on_other_branches: { type: 'integer', description: 'Where there are some: they are not in it.' },
    messages: { type: 'array', items: MESSAGE },
  },
};

const EXPORT = {
  type: 'object',
  required: ['format', 'version', 'sessions'],
  properties: {
    format: { type: 'string', enum: ['rai-chat'] },
    version: { type: 'integer', enum: [1] },
    sessions: { type: 'array', items: SESSION },
  },
};

export const EXPORT_RESPONSE = {
  status: 200,
  description: 'The active branch, oldest message first; how many messages other branches have is told.',
  content: { 'application/json': { schema: EXPORT }, 'text/markdown': { schema: { type: 'string' } } },
} as ApiResponseOptions;
