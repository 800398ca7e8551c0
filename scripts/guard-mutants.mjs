/**
 * What `npm run test:mutants` takes away, one at a time: each is a guard or the owner in a query. `file` is relative to
 * dist/src, `from` must stand there exactly once (`nth` counts where it stands more often), `tests` are those that must
 * notice, of the isolation suite or of `suite`. Not here is what nothing can notice alone: a second line behind a first
 * that holds (the disabled account whose sign-ins are ended too, the DELETE after a read by the owner, the calls that wait
 * behind their turn), and what has a suite of its own elsewhere (resolved names: test/promises/outbound; model calls:
 * test/e2e/stats/calls.spec.ts).
 */
const CREDENTIAL = 'lets in no one';
const RIGHT = 'lets no key do|sees no numbers|shares no';
const OWNER = 'answers another user alike|answers an administrator alike|cursor|has nothing';
const OUTBOUND = 'addresses a user names';
const TOOLS = 'tools give nothing';
const OWN = 'stays with its owner';

const anybody = '(user_id = ? OR 1 = 1)';
const of = (tests) => (file, from, to, nth) => ({ file, from, to, tests, nth });
const credential = of(CREDENTIAL);
const right = of(RIGHT);
const owner = of(OWNER);
/** `userId` leaves the condition. */
const find = (file, from) => owner(file, from, from.replace(/\buserId(: owner\.userId)?, /, ''));
const sql = (file, from) =>
  owner(
    file,
    from,
    from.replace(/(\w+\.)?user_id = \?/, (own) => `(${own} OR 1 = 1)`),
  );

const own = of(OWN);
const ownSql = (file, from) => own(file, from, from.replace('user_id = ?', anybody));
/** Of servers that the isolation suite has none of. */
const mcp = (...given) => ({ ...of('credential')(...given), suite: 'test/e2e/tools/mcp' });

export const GUARD_MUTANTS = [
  credential('auth/auth.guard.js', 'if (rule.isPublic)', 'if (true)'),
  credential('auth/credentials/credential-state.js', ' AND f.revoked_at IS NULL', ''),
  credential('auth/credentials/credential-state.js', 'WHERE k.key_hash = ? AND u.disabled = 0', 'WHERE k.key_hash = ?'),
  credential('auth/credentials/credentials.js', 'if (this.clock.now() >= known.expiresAt)', 'if (false)'),
  credential('auth/tokens/access-tokens.js', 'this.jwt.verify(token,', 'this.jwt.decode(token,'),
  credential(
    'auth/keys/api-keys.js',
    "'DELETE FROM api_keys WHERE user_id = ? AND id = ?'",
    "'DELETE FROM api_keys WHERE user_id = ? AND id = ? AND 1 = 0'",
  ),
  right('auth/credentials/route-rules.js', "if (rule.adminOnly && principal.role !== 'admin')", 'if (false)'),
  right('auth/credentials/route-rules.js', '!principal.scopes.includes(rule.scope)', 'false'),
  right(
    'auth/credentials/route-rules.js',
    'rule.scope === undefined || !principal.scopes.includes(rule.scope)',
    'rule.scope !== undefined && !principal.scopes.includes(rule.scope)',
  ),
  right('common/owner.js', "(via === 'token' || scopes.includes('admin'))", 'true'),
  right('stats/scope.js', 'if (!mayAdminister(caller))', 'if (false)'),
  right('chat/profiles/profile-shelf.js', 'if (shared && !mayAdminister(caller))', 'if (false)'),
  {
    file: 'platform/outbound/outbound-policy.js',
    from: 'if (isIP(host) && !this.mayConnect(host))',
    to: 'if (false)',
    tests: OUTBOUND,
  },

  find('session/sessions.js', 'findOneBy(Session, { userId, id })'),
  find('session/sessions.js', 'manager.update(Session, { userId, id }'),
  owner('session/session-list.js', ".where('s.userId = :userId', { userId })", ".where('1 = 1')"),
  sql('session/conversations.js', 'WHERE s.user_id = ? AND s.id = ?'),
  sql('session/conversations.js', 'FROM messages m WHERE m.user_id = ? AND m.id = ?'),
  sql('session/import/session-import.js', 'message_count FROM sessions WHERE user_id = ? AND external_id IN'),
  sql('chat/turn/turn-history.js', 'WHERE t.user_id = ? AND t.id = ?'),
  owner('chat/profiles/profile-shelf.js', '{ userId, kind, ...same }', '{ kind, ...same }'),
  sql('chat/policies/tool-policies.js', 'updated_at FROM tool_policies WHERE user_id = ? ORDER BY'),
  find('files/files.js', 'reader.findOneBy(StoredFile, { userId: owner.userId, id })'),
  find('files/files.js', 'manager.findOneBy(StoredFile, { userId: owner.userId, id })'),
  owner('files/files.js', ".where('file.userId = :userId', owner)", ".where('1 = 1')"),
  find('rag/documents/documents.js', 'findOneBy(Document, { userId, id })'),
  owner(
    'rag/documents/document-list.js',
    ".where('document.userId = :userId', { userId: owner.userId })",
    ".where('1 = 1')",
  ),
  find('rag/collections/collections.js', 'findOneBy(Collection, { userId, id })'),
  find('rag/collections/collections.js', 'manager.existsBy(Collection, { userId, id })'),
  sql('rag/collections/collections.js', 'SELECT id FROM collections WHERE user_id = ? AND id IN'),
  sql('rag/search/document-search.js', 'SELECT id FROM documents WHERE user_id = ? AND id IN'),
  find('rag/sources/sources.js', 'findOneBy(Source, { userId, id })'),
  sql('platform/queue/job-table.js', 'created_at, finished_at FROM jobs WHERE user_id = ? AND id = ?'),
  sql('platform/database/idempotency.js', 'SELECT body_hash, result FROM idempotency_keys WHERE user_id = ?'),
  sql('memory/facts/memory-row.js', 'FROM memories m WHERE m.user_id = ?'),
  find('memory/facts/forgetting.js', 'manager.delete(Memory, { userId, id })'),
  sql('auth/keys/api-keys.js', "const sql = 'DELETE FROM api_keys WHERE user_id = ? AND id = ?'"),
  find('auth/keys/api-keys.js', 'findOneBy(ApiKey, { userId, id })'),
  sql('auth/keys/api-keys.js', ')} WHERE user_id = ? AND id = ?`'),
  find('auth/keys/api-keys.js', 'where: { userId, ...(before'),
  sql('chat/context/message-contexts.js', 'FROM message_contexts WHERE user_id = ? AND message_id = ?'),
  owner('chat/profiles/profile-shelf.js', '{ userId, kind, ...older }', '{ kind, ...older }'),
  sql('chat/tone/style-drift.js', 'FROM answer_styles WHERE user_id = ? AND created_at'),
  owner('stats/scope.js', "{ sql: 'user_id = ?', params", `{ sql: '${anybody}', params`),

  ownSql('chat/policies/tool-policies.js', 'DELETE FROM tool_policies WHERE user_id = ? AND scope = ? AND tool = ?'),
  ownSql('chat/policies/tool-policies.js', 'policy FROM tool_policies WHERE user_id = ? AND scope IN'),
  ownSql('auth/keys/api-keys.js', "'DELETE FROM api_keys WHERE user_id = ?', params"),
  ownSql(
    'auth/tokens/refresh-families.js',
    'UPDATE refresh_families SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL AND id <> ?',
  ),
  ownSql('auth/accounts/user-administration.js', 'SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL'),
  own('auth/receipts/receipts.js', '...(userId !== undefined && { userId }), ', ''),
  own('auth/retention/retention-rules.js', 'findOneBy(RetentionRule, { userId })', 'findOneBy(RetentionRule, {})'),
  own('stats/calls/calls.js', 'where: { userId, ...(before', 'where: { ...(before'),
  own('stats/budgets/budget.js', "own: 'user_id = ?', ids", `own: '${anybody}', ids`),
  own('rag/sources/sources.js', 'where: { userId, ...(before', 'where: { ...(before'),
  own('backup/account/owned-rows.js', '{quoted(owner)} = ?`', '{quoted(owner)} = ? OR 1 = 1`'),
  of(TOOLS)(
    'rag/documents/document-reading.js',
    'FROM documents WHERE user_id = ? AND id = ? AND generation > 0',
    `FROM documents WHERE ${anybody} AND id = ? AND generation > 0`,
  ),
  mcp('tools/mcp/mcp-credentials.js', 'where: { userId }', 'where: {}'),
  mcp(
    'tools/mcp/mcp-credentials.js',
    'DELETE FROM mcp_credentials WHERE user_id = ? AND',
    `DELETE FROM mcp_credentials WHERE ${anybody} AND`,
  ),
];

/** Marks of controllers: [what stands there, what it becomes]; found wherever they are. */
export const MARK_MUTANTS = [
  [/AdminOnly\(\),/g, () => ''],
  [/NeedsScope\('(\w+)'\)/g, (_, scope) => `NeedsScope('${scope === 'chat' ? 'files' : 'chat'}')`],
].map(([pattern, to]) => ({ pattern, to, tests: RIGHT }));
