/** The tools that work on what is remembered. */
import { Injectable } from '@nestjs/common';
import { Episodes } from '../../memory/episodes.js';
import { Forgetting } from '../../memory/facts/forgetting.js';
import { Memories } from '../../memory/facts/memories.js';
import type { Tool } from '../tool.js';
import { ForgetTool } from './forget.tool.js';
import { RecallMemoryTool } from './recall-memory.tool.js';
import { RememberTool } from './remember.tool.js';

@Injectable()
export class MemoryTools {
  constructor(
    private readonly episodes: Episodes,
    private readonly memories: Memories,
    private readonly forgetting: Forgetting,
  ) {}

  all(): Tool[] {
    return [
      new RecallMemoryTool(this.episodes),
      new RememberTool(this.memories),
      new ForgetTool(this.memories, this.forgetting),
    ];
  }
}
