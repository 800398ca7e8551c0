/** Seals what must be read again but by nobody else: AES-256-GCM (NIST SP 800-38D). Must not know what it seals. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export class SecretBox {
  /** `key` has 32 bytes. */
  constructor(private readonly key: Buffer) {}

  /** `label` says for whom: what was sealed under another does not open. Gives base64url of nonce, tag and text. */
  seal(text: string, label: string): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(label));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined where it was sealed with another key or label, or changed since. */
  open(sealed: string, label: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < NONCE + TAG) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE)).setAAD(Buffer.from(label));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
    } catch {
      // That is what a wrong tag is told by.
      return undefined;
    }
  }
}
