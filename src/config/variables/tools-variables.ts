/** What the built-in tools need. */
import { httpUrl, list, optionalUrl, positive, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const TOOLS_VARIABLES = {
  TAVILY_API_KEY: variable('Tools', text, '', 'Key for web search through Tavily; empty: not through Tavily', true),
  TAVILY_API_URL: variable('Tools', httpUrl, 'https://api.tavily.com', 'Where Tavily is reached'),
  SEARXNG_URL: variable('Tools', optionalUrl, '', 'SearXNG server to search the web with where Tavily is not set up'),
  TOOL_MODULES: variable(
    'Tools',
    list,
    '',
    'Plug-in modules, separated by commas: paths of folders (./tools/dice, /opt/dice) or names of installed packages',
  ),
  TOOL_APPROVAL_EXPIRES: variable(
    'Tools',
    positive.max(30 * 86_400),
    '86400',
    'Seconds a tool call waits for a yes; then it counts as denied and the answer goes on',
  ),
  MCP_SERVERS: variable(
    'Tools',
    text,
    '',
    'MCP servers as JSON: {"<name>": {"command": …, "args": […], "env": {…}} or {"url": …, "headers": {…}}}; each may ' +
      'have "tools", "side_effects", "tool_side_effects" and "timeout_ms". {user.mcp.<name>.token} stands for the ' +
      'credential each user stores',
    true,
  ),
  MCP_CONFIG: variable('Tools', text, '', 'File with the same JSON, instead of MCP_SERVERS'),
} as const;
