/** The documents of the account that is signed in: its uploads go on while another room is shown. */
import { Documents } from './documents.js';

let documents = new Documents();

export const documentsOfAccount = (): Documents => documents;

/** Nothing of one account is left for the next. */
export function forgetDocuments(): void {
  documents.forget();
  documents = new Documents();
}
