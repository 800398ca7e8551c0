/** Which tools a turn may use. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ToolSpec } from '../../platform/llm/chat-request.js';
import type { AcceptedTurn } from '../turn/running-turn.js';

const WEB_TOOLS = ['web_search', 'read_web_page'];
/** Tokens of results: shorter ones help nobody. */
export const LEAST_TOKENS = 200;

/**
 * None unless an agent lists them or the request says `web: true`: tools cost tokens, and many models cannot take them.
 * `web: false` takes the web from an agent too. Names may belong to no tool.
 */
export function offeredTools({ tools = [], options }: Pick<AcceptedTurn, 'tools' | 'options'>): string[] {
  if (options.web === false) return tools.filter((name) => !WEB_TOOLS.includes(name));
  return options.web ? [...new Set([...tools, ...WEB_TOOLS])] : [...tools];
}

/** Whether a turn may call anything at all, other agents included. */
export function mayUseTools(turn: Pick<AcceptedTurn, 'tools' | 'options' | 'handoffs'>): boolean {
  return offeredTools(turn).length > 0 || (turn.handoffs?.length ?? 0) > 0;
}

export const tokensOfTools = (tools: readonly ToolSpec[]): number =>
  tools.length && estimateTokens(JSON.stringify(tools));

/** Those that leave room for what they give, the first named first. */
export function withinRoom(tools: ToolSpec[], room: number): { kept: ToolSpec[]; left: ToolSpec[] } {
  let free = room - LEAST_TOKENS;
  if (tokensOfTools(tools) <= free) return { kept: tools, left: [] };
  const fits = (tool: ToolSpec) => {
    const tokens = tokensOfTools([tool]);
    if (tokens > free) return false;
    free -= tokens;
    return true;
  };
  const kept = tools.filter(fits);
  return { kept, left: tools.filter((tool) => !kept.includes(tool)) };
}
