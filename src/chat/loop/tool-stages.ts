/** Sets the stage for a turn that may use tools. */
import { Injectable } from '@nestjs/common';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { Collections } from '../../rag/collections/collections.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import { ToolRunner } from '../../tools/tool-runner.js';
import { Outfitter } from '../agents/outfitter.js';
import { ToolPolicies } from '../policies/tool-policies.js';
import type { RunningTurn } from '../turn/running-turn.js';
import { type Prepared, type StageState, ToolStage } from './tool-stage.js';

@Injectable()
export class ToolStages {
  constructor(
    private readonly registry: ToolRegistry,
    private readonly runner: ToolRunner,
    private readonly outfitter: Outfitter,
    private readonly policies: ToolPolicies,
    private readonly collections: Collections,
    private readonly model: ChatModel,
  ) {}

  /** `state`: as it was when the turn was laid aside. */
  of(turn: RunningTurn, prepared: Prepared, state?: StageState): ToolStage {
    const { registry, runner, outfitter, policies, collections, model } = this;
    return new ToolStage(turn, prepared, { registry, runner, outfitter, policies, collections, model }, state);
  }
}
