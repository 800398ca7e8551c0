import { ApiProperty } from '@nestjs/swagger';
import { KEPT, type KeptDays } from './retention-rules.js';

/** Days; null: for ever, as far as this rule goes. */
export class KeptView {
  @ApiProperty({ type: 'integer', nullable: true })
  own: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  server: number | null;
  /** The shorter of the two. */
  @ApiProperty({ type: 'integer', nullable: true })
  effective: number | null;
}

export class RetentionView {
  sessions: KeptView;
  turns: KeptView;
  stats: KeptView;
}

export function toRetentionView(own: KeptDays, server: KeptDays): RetentionView {
  const views = KEPT.map((kept) => {
    const days = [own[kept], server[kept]].filter((one) => one !== null);
    return [kept, { own: own[kept], server: server[kept], effective: days.length ? Math.min(...days) : null }];
  });
  return Object.fromEntries(views) as RetentionView;
}
