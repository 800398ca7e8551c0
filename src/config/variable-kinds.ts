/** The kinds of values environment variables have, each read from text. */
import { z } from 'zod';
import { isOrigin, isProxyEntry } from './edge-entries.js';
import { isOutboundEntry } from './outbound-entry.js';

/** 24 days: a little more, and a timer takes it for nothing at all. */
const LONGEST_WAIT_MS = 24 * 24 * 3600 * 1000;
const tooLong = { error: `must be at most ${LONGEST_WAIT_MS} (24 days)` };

export const port = z.coerce.number().int().min(0).max(65535);
export const positive = z.coerce.number().int().positive();
export const wholeNumber = z.coerce.number().int().nonnegative();
/** Milliseconds that something is waited for. */
export const milliseconds = positive.max(LONGEST_WAIT_MS, tooLong);
export const millisecondsOrNone = wholeNumber.max(LONGEST_WAIT_MS, tooLong);
/** Of money: counted in millionths, and still a whole number then. */
export const amount = z.coerce.number().nonnegative().max(1e9, { error: 'must be at most 1000000000' });
export const text = z.string().trim();
export const yesNo = z
  .enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'])
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value));
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });
export const redisUrl = text.refine((value) => value === '' || (/^rediss?:\/\/./.test(value) && URL.canParse(value)), {
  error: 'must begin with redis:// or rediss://, e.g. redis://127.0.0.1:6379',
});
export const postgresUrl = text.refine((value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value), {
  error: 'must begin with postgres://, e.g. postgres://rai:secret@127.0.0.1:5432/rai',
});
export const optionalUrl = z.union([z.literal(''), httpUrl]);
export const list = text.transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
export const outboundList = list.refine((entries) => entries.every(isOutboundEntry), {
  error: 'must list hosts, *.domain, addresses or CIDR ranges, separated by commas',
});
export const originList = list.refine((entries) => entries.every(isOrigin), {
  error:
    'must list origins as browsers send them, separated by commas, e.g. https://chat.example.com (no * and no path)',
});
export const proxyList = text.refine(
  (value) => value === '' || value.split(',').every((part) => isProxyEntry(part.trim())),
  {
    error: 'must list addresses, CIDR ranges or loopback, separated by commas',
  },
);
export const portList = list.pipe(z.array(z.coerce.number<string>().int().min(1).max(65535)).min(1));
