/** What users may have fetched. */
import { outboundList, portList, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const OUTBOUND_VARIABLES = {
  OUTBOUND_ALLOW: variable(
    'Outbound',
    outboundList,
    '',
    'Hosts, *.domain, addresses or CIDR ranges of private networks users may have fetched; empty: the public internet only',
  ),
  OUTBOUND_PORTS: variable('Outbound', portList, '80,443,8080,8443', 'Ports users may have fetched'),
  SOURCES_ROOT: variable(
    'Outbound',
    text,
    '',
    'Folder under which folders to be watched must lie; empty: no folder can be watched',
  ),
} as const;
