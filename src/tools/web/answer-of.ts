/** Reads what a search engine answered. Pure. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { WebHit } from './web-search.js';

/** Both engines write their results alike; what has no address is of no use. */
const Results = z.object({
  results: z.array(
    z.object({
      title: z.string().nullish(),
      url: z.string().nullish(),
      content: z.string().nullish(),
      score: z.number().nullish(),
    }),
  ),
});

/** Throws `fetch_failed` for anything but a list of results. `engine` names it for people. */
export function hitsOf(engine: string, { status, body }: { status: number; body: Buffer }): WebHit[] {
  if (status === 401 || status === 403) throw failed(`${engine} refused the request; its settings need to be checked.`);
  if (status === 429 || status === 432 || status === 433) throw failed(`${engine} limits its use at the moment.`);
  if (status !== 200) throw failed(`${engine} answered ${status}.`);
  const { success, data } = Results.safeParse(parse(engine, body.toString('utf8')));
  if (!success) throw failed(`${engine} answered something that is no list of results.`);
  return data.results.flatMap(({ title, url, content, score }) => {
    if (!url || !/^https?:\/\//i.test(url)) return [];
    return { title: title || url, url, text: content ?? '', score: score ?? undefined };
  });
}

function parse(engine: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('fetch_failed', `${engine} answered something that is not JSON.`, { cause: error });
  }
}

const failed = (sentence: string) => new AppError('fetch_failed', sentence);
