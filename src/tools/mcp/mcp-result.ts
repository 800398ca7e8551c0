/** What a tool of an MCP server gave, as text: what is no text is described. Pure. */
import type { ToolResult } from '../tool.js';

/** UTF-16 units; a prompt takes less, and says what was cut. */
const LONGEST = 64_000;
const MOST_PARTS = 200;

/** `tools/call` of https://modelcontextprotocol.io/specification/2025-06-18/server/tools, read with nothing taken for granted. */
export interface McpCallResult {
  content?: unknown;
  structuredContent?: unknown;
  isError?: unknown;
}

interface Part {
  type?: unknown;
  text?: unknown;
  data?: unknown;
  mimeType?: unknown;
  name?: unknown;
  uri?: unknown;
  resource?: { uri?: unknown; text?: unknown; blob?: unknown; mimeType?: unknown };
}

export function toToolResult({ content, structuredContent, isError }: McpCallResult): ToolResult {
  const parts = Array.isArray(content) ? (content as Part[]).slice(0, MOST_PARTS).map(described) : [];
  if (!parts.length && structuredContent !== undefined) parts.push(JSON.stringify(structuredContent));
  const text = parts.join('\n').slice(0, LONGEST) || 'The tool gave nothing.';
  return { summary: text.slice(0, 300), content: text, ...(isError === true && { failed: true }) };
}

function described(part: Part): string {
  const { type, text, data, mimeType, name, uri, resource } = part ?? {};
  if (type === 'text') return String(text).slice(0, LONGEST);
  if (type === 'image' || type === 'audio') return `[${type}: ${shown(mimeType)}, ${kilobytes(data)}]`;
  if (type === 'resource_link') return `[link: ${shown(name)} ${shown(uri)}]`;
  if (type !== 'resource') return `[${shown(type)}]`;
  if (typeof resource?.text === 'string') return `${shown(resource.uri)}:\n${resource.text.slice(0, LONGEST)}`;
  return `[file: ${shown(resource?.uri)}, ${shown(resource?.mimeType)}, ${kilobytes(resource?.blob)}]`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : 'unnamed');

/** Of base64. */
const kilobytes = (data: unknown): string =>
  typeof data === 'string' ? `${Math.ceil((data.length * 3) / 4 / 1024)} KB` : 'empty';
