/** Where files are kept, where that is not DATA_DIR. */
import { z } from 'zod';
import { optionalUrl, text, yesNo } from '../variable-kinds.js';
import { variable } from './variable.js';

export const FILES_VARIABLES = {
  S3_BUCKET: variable('Files', text, '', 'Bucket that keeps the bytes of files; empty: the folder files in DATA_DIR'),
  S3_ENDPOINT: variable('Files', optionalUrl, '', 'Server that speaks S3 (MinIO, Ceph, …); empty: Amazon'),
  S3_REGION: variable('Files', text.min(1), 'us-east-1', 'Region of the bucket'),
  S3_ACCESS_KEY_ID: variable('Files', text, '', 'Key of the bucket; empty: as the machine provides it', true),
  S3_SECRET_ACCESS_KEY: variable('Files', text, '', 'Secret of the key', true),
  S3_FORCE_PATH_STYLE: variable(
    'Files',
    yesNo.optional(),
    undefined,
    'Name the bucket in the path, not in the host; on with S3_ENDPOINT unless set',
  ),
  S3_PREFIX: variable(
    'Files',
    z.string().regex(/^[A-Za-z0-9_./-]*$/, { error: 'must be made of letters, digits, _ . / and -' }),
    '',
    'Folder in the bucket, for installations that share one',
  ),
} as const;
