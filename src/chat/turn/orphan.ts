/** A turn that no process of ours answers, as the database knows it. */

export interface Orphan {
  user_id: string;
  id: string;
  session_id: string;
  message_id: string;
  lease_owner: string;
  lease_until: string;
  last_seq: number;
  model: string | null;
  created_at: string;
  /** Of what it held of budgets: whose they are. */
  key_id: string | null;
  agent_id: string | null;
}

/** Those that run, whoever answers them. */
export const ORPHANS_SQL = `SELECT t.user_id, t.id, t.session_id, t.message_id, t.lease_owner, t.lease_until, t.last_seq, t.model,
  t.created_at, b.key_id, b.agent_id FROM turns t
  LEFT JOIN budget_reservations b ON b.user_id = t.user_id AND b.turn_id = t.id WHERE t.state = 'running'`;

export const ORPHAN_REASON = 'server_restart';
