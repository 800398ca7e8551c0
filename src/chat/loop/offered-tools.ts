/** Which tools a turn may use. Pure. */
import type { AcceptedTurn } from '../turn/running-turn.js';

const WEB_TOOLS = ['web_search', 'read_web_page'];

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
