/** Saves what an authorised call answers as a file. */
import { send } from './request.js';

export async function download(path: string, name: string): Promise<void> {
  const response = await send('GET', path);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes when the click returns; a later turn of the loop is safe everywhere.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
