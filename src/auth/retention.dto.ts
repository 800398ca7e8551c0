import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { KeptDays } from './retention/retention-rules.js';

const LONGEST = 36_500;

/** In days, not more than the server keeps them; what is absent stays, null takes a rule away. */
export class ChangeRetentionDto {
  /** Conversations after their last message. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST)
  sessions_days?: number | null;

  /** Logs of turns: their options and what entered their prompts. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST)
  turns_days?: number | null;

  /** Rows of turns and model calls; their sums stay. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST)
  stats_days?: number | null;

  toChange(): Partial<KeptDays> {
    return { sessions: this.sessions_days, turns: this.turns_days, stats: this.stats_days };
  }
}
