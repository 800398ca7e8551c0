import { Reranker } from './reranker.js';

/** Stands where no reranker is configured. */
export class NoReranker extends Reranker {
  readonly configured = false;

  score(): Promise<number[]> {
    return Promise.reject(new Error('no reranker is configured'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
