import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Policy } from './call-decision.js';

export class PolicyScopeDto {
  /** Id or name of an agent; absent: wherever an answer is made. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  agent?: string;
}

export class SetPolicyDto extends PolicyScopeDto {
  /** `deny`: it is not offered. `ask`: each call waits for a yes. `allow`: calls run unasked; not for dangerous tools. */
  @IsIn(['allow', 'ask', 'deny'])
  policy: Policy;
}
