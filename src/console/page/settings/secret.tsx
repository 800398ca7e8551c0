import { copyText } from '../chat/copy-text.js';
import { IconButton } from '../parts/icon-button.js';

export function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div class="secret" role="status">
      <p>{label}</p>
      <code>{value}</code>
      <IconButton icon="copy" label="Copy" onClick={() => copyText(value)} />
    </div>
  );
}
