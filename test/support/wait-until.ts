/** Asks again and again until the answer is defined; fails after `ms` with what was waited for. */
export async function waitUntil<T>(what: string, ms: number, ask: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + ms; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
