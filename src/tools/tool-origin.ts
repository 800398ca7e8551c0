/** Where a tool comes from and how it is. */

/** `unavailable`: not at the moment. `changed`: an administrator has to accept what it became. `credential_needed`: of the user. */
export const TOOL_HEALTHS = ['ok', 'unavailable', 'changed', 'credential_needed'] as const;
export type ToolHealth = (typeof TOOL_HEALTHS)[number];

export const TOOL_SOURCES = ['built-in', 'module', 'mcp'] as const;

export interface ToolOrigin {
  source: (typeof TOOL_SOURCES)[number];
  /** Name of the module or server. */
  from?: string;
  /** Of the module or server; of this API where the tool is built in. */
  version: string;
  health: ToolHealth;
  /** One sentence where it is not well; never a secret. */
  detail?: string;
}

export const BUILT_IN: ToolOrigin = { source: 'built-in', version: '1', health: 'ok' };
