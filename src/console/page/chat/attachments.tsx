/** Files that go with the next question. */
import { useState } from 'preact/hooks';
import { upload } from '../api/upload.js';
import { IconButton } from '../parts/icon-button.js';
import { bytes } from '../parts/words.js';
import { attempt } from '../state/toasts.js';

interface Attached {
  id: string;
  name: string;
  bytes: number;
}

export type Attachments = ReturnType<typeof useAttachments>;

export function useAttachments() {
  const [files, setFiles] = useState<readonly Attached[]>([]);
  const [sending, setSending] = useState(0);
  const add = async (given: Iterable<File>) => {
    for (const file of given) {
      setSending((n) => n + 1);
      const form = new FormData();
      form.append('file', file);
      const answer = await attempt(() => upload<{ file: Attached }>('/api/files', form, () => undefined));
      setSending((n) => n - 1);
      if (answer) setFiles((before) => [...before, answer.file]);
    }
  };
  return {
    files,
    busy: sending > 0,
    choose: () => chooseFiles(add),
    clear: () => setFiles([]),
    remove: (id: string) => setFiles((before) => before.filter((file) => file.id !== id)),
    onPaste: (event: ClipboardEvent) => takeFiles(event, event.clipboardData, add),
    onDrop: (event: DragEvent) => takeFiles(event, event.dataTransfer, add),
  };
}

function takeFiles(event: Event, from: DataTransfer | null, add: (files: Iterable<File>) => Promise<void>): void {
  if (!from?.files.length) return;
  event.preventDefault();
  void add([...from.files]);
}

/** The browser's own dialog, without an input on the page. */
export function chooseFiles(add: (files: Iterable<File>) => Promise<void>): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.onchange = () => void add([...(input.files ?? [])]);
  input.click();
}

export function AttachmentList({ attached: { files, busy, remove } }: { attached: Attachments }) {
  if (!files.length && !busy) return null;
  return (
    <ul class="attachments" aria-label="Attached files">
      {files.map((file) => (
        <li key={file.id}>
          <span class="title">{file.name}</span>
          <span class="quiet small">{bytes(file.bytes)}</span>
          <IconButton icon="close" label={`Remove ${file.name}`} onClick={() => remove(file.id)} />
        </li>
      ))}
      {busy && <li class="quiet">Uploading…</li>}
    </ul>
  );
}
