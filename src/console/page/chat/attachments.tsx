/** Files that go with the next question: chosen, pasted or dropped. */
import { IconButton } from '../parts/icon-button.js';
import { bytes } from '../parts/words.js';
import { useStore } from '../state/store.js';
import { attach, detach, draft } from './draft.js';

/** Files that were pasted or dropped; what else comes that way is the browser's. */
export function takeFiles(event: Event, from: DataTransfer | null): void {
  if (!from?.files.length) return;
  event.preventDefault();
  void attach([...from.files]);
}

/** The browser's own dialog, without an input on the page. */
export function chooseFiles(add: (files: Iterable<File>) => Promise<void>): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.onchange = () => void add([...(input.files ?? [])]);
  input.click();
}

export function AttachmentList() {
  const { files, sending } = useStore(draft);
  if (!files.length && !sending) return null;
  return (
    <ul class="attachments" aria-label="Attached files">
      {files.map((file) => (
        <li key={file.id}>
          <span class="title">{file.name}</span>
          <span class="quiet small">{bytes(file.bytes)}</span>
          <IconButton icon="close" label={`Remove ${file.name}`} onClick={() => detach(file.id)} />
        </li>
      ))}
      {sending > 0 && <li class="quiet">Uploading…</li>}
    </ul>
  );
}
