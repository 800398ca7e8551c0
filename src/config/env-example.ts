import { VARIABLES } from './variables.js';

const WIDTH = 110;
const HEAD = `# Everything this server can be told. Copy to .env and uncomment what you change.
# Layers, weakest first: built-in defaults, .env, .env.<NODE_ENV>, .env.local, the environment. An empty value unsets.
`;

/** The text of .env.example: every variable with its meaning and default, commented out. */
export function envExample(): string {
  let text = HEAD;
  let group = '';
  for (const [name, variable] of Object.entries(VARIABLES)) {
    if (variable.group !== group) text += `\n# --- ${variable.group} ---\n`;
    group = variable.group;
    text += `${comment(variable.description)}\n#${name}=${variable.default ?? ''}\n`;
  }
  return text;
}

/** Wraps a sentence into comment lines. */
function comment(sentence: string): string {
  const lines: string[] = [];
  let line = '#';
  for (const word of sentence.split(' ')) {
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}
