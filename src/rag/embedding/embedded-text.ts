/** What is embedded of a chunk: its text under the title somebody gave the document and the headings above it. Pure. */
export function embeddedText({
  title,
  heading,
  text,
}: {
  title: string;
  heading: string | null;
  text: string;
}): string {
  const above = [title, heading].filter(Boolean).join(' › ');
  return above ? `${above}\n${text}` : text;
}
