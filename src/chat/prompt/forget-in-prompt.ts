/** Takes recalled words out of a system message that was written before they were forgotten. Pure. */
import { HEADINGS, oneLine } from './render-prompt.js';

const OF_MEMORY: readonly string[] = [HEADINGS.instructions, HEADINGS.facts, HEADINGS.memory];
const NUMBER = /^\[m\d+\] /;

/** `memories`: their contents. What stays keeps its number; a layer of which nothing stays goes with its heading. */
export function forgetInPrompt(system: string, memories: readonly string[], summary?: string): string {
  const gone = new Set(memories.map(oneLine));
  const rest = summary === undefined ? system : system.replace(`\n\n${HEADINGS.summary}\n${summary}`, () => '');
  return rest
    .split('\n\n')
    .flatMap((block) => {
      const [heading, ...lines] = block.split('\n');
      if (!OF_MEMORY.includes(heading!)) return [block];
      const kept = lines.filter((line) => !NUMBER.test(line) || !gone.has(line.replace(NUMBER, '')));
      return kept.length ? [[heading, ...kept].join('\n')] : [];
    })
    .join('\n\n');
}
