import { useState } from 'preact/hooks';
import { chooseFiles } from '../chat/attachments.js';
import { Icon } from '../parts/icon.js';
import { IconButton } from '../parts/icon-button.js';
import { useStore } from '../state/store.js';
import { attempt } from '../state/toasts.js';
import type { Documents, Upload } from './documents.js';

export function DropZone({ documents }: { documents: Documents }) {
  const { uploads } = useStore(documents.state);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void documents.add([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <>
      <div
        class={over ? 'drop-zone over' : 'drop-zone'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Icon name="upload" />
        <p>Drop files here, or</p>
        <button type="button" class="button" onClick={() => chooseFiles((files) => documents.add(files))}>
          Choose files
        </button>
        <p class="quiet small">Text, Markdown, HTML, PDF, DOCX, CSV, JSON, mail, source code</p>
      </div>
      <PageForm documents={documents} />
      {uploads.length > 0 && (
        <ul class="uploads" aria-label="Uploads">
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} onDismiss={() => documents.dismiss(upload.id)} />
          ))}
        </ul>
      )}
    </>
  );
}

function UploadRow({ upload: { name, part, problem }, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  return (
    <li>
      <span class="title">{name}</span>
      {problem ? (
        <>
          <span class="problem" role="alert">
            {problem}
          </span>
          <IconButton icon="close" label={`Dismiss ${name}`} onClick={onDismiss} />
        </>
      ) : (
        <progress value={part} max={1} aria-label={`Upload of ${name}`} />
      )}
    </li>
  );
}

/** A web page by its address; the server fetches it. */
function PageForm({ documents }: { documents: Documents }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const url = String(new FormData(form).get('url'));
    const added = await attempt(async () => {
      await documents.addPage(url);
      return true;
    });
    if (added) form.reset();
  };
  return (
    <form class="inline-form" onSubmit={(event) => void submit(event)}>
      <input name="url" type="url" required aria-label="Address of a web page" placeholder="or a web page: https://…" />
      <button type="submit" class="button">
        Add the page
      </button>
    </form>
  );
}
