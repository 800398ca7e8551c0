/** The port to search engines of the web. It must not know which one answers. */
export interface WebHit {
  title: string;
  url: string;
  /** What the engine shows of the page. */
  text: string;
  score?: number;
}

export interface WebQuery {
  query: string;
  limit: number;
}

export abstract class WebSearch {
  /** Best first. Throws AppError. */
  abstract search(query: WebQuery, signal: AbortSignal): Promise<WebHit[]>;
}
