/** All figures side by side: a row a server, a column a measure; medians. Pure. */
import { median, short } from '../harness/statistics.mjs';

/** @param {import('../goals/outcome.mjs').Outcome[]} outcomes @returns {string} Markdown */
export function figuresTable(outcomes) {
  const columns = Object.assign({}, ...outcomes.map(({ figures }) => figures ?? {}));
  const titles = Object.keys(columns);
  const names = [...new Set(Object.values(columns).flatMap((bySubject) => Object.keys(bySubject)))];
  const cell = (name, title) => (columns[title][name] ? short(median(columns[title][name])) : '');
  const rows = [['', ...titles], ...names.map((name) => [name, ...titles.map((title) => cell(name, title))])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}
