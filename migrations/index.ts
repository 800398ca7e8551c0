import { Spine1763700000000 } from './1763700000000-spine.js';
import { Memories1763700200000 } from './1763700200000-memories.js';
import { Sources1763700300000 } from './1763700300000-sources.js';
import { Vectors1763700400000 } from './1763700400000-vectors.js';
import { Agents1763700500000 } from './1763700500000-agents.js';
import { Stats1763700600000 } from './1763700600000-stats.js';
import { Operations1763700700000 } from './1763700700000-operations.js';
import { Approvals1763700710000 } from './1763700710000-approvals.js';
import { MemoryStems1763700750000 } from './1763700750000-memory-stems.js';
import { Mcp1763700800000 } from './1763700800000-mcp.js';
import { JobPriorities1763701000000 } from './1763701000000-job-priorities.js';
import { Calls1763701100000 } from './1763701100000-calls.js';
import { Retention1763701110000 } from './1763701110000-retention.js';
import { Leases1763701200000 } from './1763701200000-leases.js';
import { Meaning1763701300000 } from './1763701300000-meaning.js';
import { EndedTurns1763701400000 } from './1763701400000-ended-turns.js';
import { VersionAttributes1763701500000 } from './1763701500000-version-attributes.js';
import { UntrueMemories1763701600000 } from './1763701600000-untrue-memories.js';

/** All migrations in order. A list, not a folder pattern: what is built is what runs. */
export const MIGRATIONS = [
  Spine1763700000000,
  Memories1763700200000,
  Sources1763700300000,
  Vectors1763700400000,
  Agents1763700500000,
  Stats1763700600000,
  Operations1763700700000,
  Approvals1763700710000,
  MemoryStems1763700750000,
  Mcp1763700800000,
  JobPriorities1763701000000,
  Calls1763701100000,
  Retention1763701110000,
  Leases1763701200000,
  Meaning1763701300000,
  EndedTurns1763701400000,
  VersionAttributes1763701500000,
  UntrueMemories1763701600000,
];
