/** Sets the stage for a turn that may use tools. */
import { Injectable } from '@nestjs/common';
import { Collections } from '../../rag/collections/collections.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import { ToolRunner } from '../../tools/tool-runner.js';
import { Outfitter } from '../agents/outfitter.js';
import { ToolPolicies } from '../policies/tool-policies.js';
import type { RunningTurn } from '../turn/running-turn.js';
import type { LoopState } from './loop-state.js';
import { type Prepared, ToolStage } from './tool-stage.js';

@Injectable()
export class ToolStages {
  constructor(
    private readonly registry: ToolRegistry,
    private readonly runner: ToolRunner,
    private readonly outfitter: Outfitter,
    private readonly policies: ToolPolicies,
    private readonly collections: Collections,
  ) {}

  /** `state`: as it was when the turn was laid aside. */
  of(turn: RunningTurn, prepared: Prepared, state?: Pick<LoopState, 'who' | 'visited'>): ToolStage {
    const { registry, runner, outfitter, policies, collections } = this;
    return new ToolStage(turn, prepared, { registry, runner, outfitter, policies, collections }, state);
  }
}
