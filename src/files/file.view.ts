import type { StoredFile } from './stored-file.entity.js';

/** A file as the API shows it. */
export class FileView {
  id: string;
  /** As the client named it, made safe. */
  name: string;
  /** What the content is, whatever the name says. */
  mime: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  created_at: string;
}

export function toFileView({ id, name, mime, bytes, sha256, createdAt }: StoredFile): FileView {
  return { id, name, mime, bytes, sha256, created_at: createdAt };
}
