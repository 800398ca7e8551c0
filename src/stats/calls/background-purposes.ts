/** What is asked of a model for a user beside turns. Work of the background is booked by the kind of its job. */
const OF_JOBS: Readonly<Record<string, string>> = { 'memory.learn': 'facts', 'memory.summarize': 'summary' };

/** As calls are booked. */
export const BACKGROUND_PURPOSES: readonly string[] = ['title', ...Object.values(OF_JOBS)];

export const purposeNamed = (purpose: string): string => OF_JOBS[purpose] ?? purpose;
