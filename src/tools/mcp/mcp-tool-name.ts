/** What a tool of an MCP server is called here: within the names model servers take. Pure. */
import { createHash } from 'node:crypto';
import { NAMESPACE_MARK } from '../tool-source.js';

const LONGEST = 64;
const HASH = 8;

/** `<server>__<tool>`; where that has letters model servers refuse, or is too long, with a piece of the tool's hash. */
export function mcpToolName(server: string, tool: string): string {
  const prefix = `${server}${NAMESPACE_MARK}`;
  if (/^[a-zA-Z0-9_-]+$/.test(tool) && prefix.length + tool.length <= LONGEST) return prefix + tool;
  const hash = createHash('sha256').update(tool).digest('hex').slice(0, HASH);
  const room = LONGEST - prefix.length - HASH - 1;
  return `${prefix}${tool.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, room)}_${hash}`;
}

/** The server a name belongs to; it need not exist. */
export function serverOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(NAMESPACE_MARK)));
}
