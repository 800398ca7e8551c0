import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { Policy } from './call-decision.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class PolicyScopeDto {
  /** Id or name of an agent; absent: wherever an answer is made. */
  @MayBeAbsent()
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
