import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { type Columns, columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };
const key = { isPrimary: true };

type Definition = [name: string, columns: TableColumnOptions[], rest?: Partial<ConstructorParameters<typeof Table>[0]>];

/** `user_id` leads every key: rows of one owner lie together, and a sharding database can split by it. */
const primary = (table: string) => ({ primaryKeyConstraintName: `pk_${table}` });

export class Spine1763700000000 implements MigrationInterface {
  name = 'Spine1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = columnsFor(runner);
    for (const [name, columns, rest] of [...accounts(c), ...conversations(c), ...knowledge(c), ...operations(c)]) {
      const named = columns.map((column) => (column.isPrimary ? { ...column, ...primary(name) } : column));
      await runner.createTable(new Table({ name, columns: named, ...rest }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const c = columnsFor(runner);
    const names = [...accounts(c), ...conversations(c), ...knowledge(c), ...operations(c)].map(([name]) => name);
    for (const name of names.reverse()) await runner.dropTable(name);
  }
}

/** Every user's rows go with the user. */
const ofUser = (table: string, columnNames = ['user_id']) => ({
  name: `fk_${table}_user`,
  columnNames,
  referencedTableName: 'users',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

const child = (table: string, parent: string, column: string) => ({
  name: `fk_${table}_${parent}`,
  columnNames: ['user_id', column],
  referencedTableName: parent,
  referencedColumnNames: ['user_id', 'id'],
  onDelete: 'CASCADE',
});

function accounts({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    ['instance_facts', [word('key', key), text('value'), time('created_at')]],
    [
      'users',
      [
        id('id', key),
        word('username'),
        word('username_key'),
        text('password_hash'),
        word('role'),
        integer('disabled', { default: 0 }),
        text('limits', optional),
        time('created_at'),
        time('updated_at'),
      ],
      { uniques: [{ name: 'uq_users_username_key', columnNames: ['username_key'] }] },
    ],
    [
      'refresh_families',
      [
        id('user_id', key),
        id('id', key),
        time('created_at'),
        time('last_used_at'),
        time('revoked_at', optional),
        word('peer_hash', optional),
      ],
      { foreignKeys: [ofUser('refresh_families')] },
    ],
    [
      'refresh_tokens',
      [
        id('user_id', key),
        id('id', key),
        id('family_id'),
        word('token_hash'),
        time('created_at'),
        time('expires_at'),
        time('spent_at', optional),
        id('successor_id', optional),
      ],
      {
        uniques: [{ name: 'uq_refresh_tokens_hash', columnNames: ['token_hash'] }],
        indices: [{ name: 'ix_refresh_tokens_family', columnNames: ['user_id', 'family_id'] }],
        foreignKeys: [child('refresh_tokens', 'refresh_families', 'family_id')],
      },
    ],
    [
      'api_keys',
      [
        id('user_id', key),
        id('id', key),
        word('name'),
        word('prefix'),
        word('key_hash'),
        text('scopes'),
        time('created_at'),
        time('expires_at', optional),
        time('last_used_at', optional),
      ],
      { uniques: [{ name: 'uq_api_keys_hash', columnNames: ['key_hash'] }], foreignKeys: [ofUser('api_keys')] },
    ],
    [
      'invites',
      [
        id('user_id', key),
        id('id', key),
        word('code_hash'),
        time('created_at'),
        time('expires_at'),
        time('used_at', optional),
        id('used_by', optional),
      ],
      { uniques: [{ name: 'uq_invites_hash', columnNames: ['code_hash'] }], foreignKeys: [ofUser('invites')] },
    ],
  ];
}

function conversations({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    [
      'sessions',
      [
        id('user_id', key),
        id('id', key),
        text('title', optional),
        word('title_source'),
        text('system_prompt', optional),
        word('tone', optional),
        word('agent', optional),
        word('model', optional),
        integer('memory', { default: 1 }),
        text('collection_ids', optional),
        text('folder', optional),
        integer('archived', { default: 0 }),
        id('head_id', optional),
        integer('message_count', { default: 0 }),
        text('external_id', optional),
        time('created_at'),
        time('updated_at'),
      ],
      {
        uniques: [{ name: 'uq_sessions_external', columnNames: ['user_id', 'external_id'] }],
        indices: [{ name: 'ix_sessions_recent', columnNames: ['user_id', 'archived', 'updated_at', 'id'] }],
        foreignKeys: [ofUser('sessions')],
      },
    ],
    [
      'messages',
      [
        id('user_id', key),
        id('id', key),
        id('session_id'),
        id('parent_id', optional),
        id('branch_id'),
        integer('depth'),
        word('role'),
        text('name', optional),
        text('content'),
        word('state'),
        word('reason', optional),
        word('code', optional),
        text('error', optional),
        word('model', optional),
        word('finish_reason', optional),
        id('turn_id', optional),
        text('external_id', optional),
        text('usage', optional),
        text('citations', optional),
        text('memories', optional),
        text('attachments', optional),
        time('created_at'),
        time('updated_at'),
      ],
      {
        uniques: [
          { name: 'uq_messages_place', columnNames: ['user_id', 'session_id', 'branch_id', 'depth'] },
          { name: 'uq_messages_external', columnNames: ['user_id', 'session_id', 'external_id'] },
        ],
        indices: [{ name: 'ix_messages_parent', columnNames: ['user_id', 'session_id', 'parent_id'] }],
        foreignKeys: [child('messages', 'sessions', 'session_id')],
      },
    ],
    [
      'turns',
      [
        id('user_id', key),
        id('id', key),
        id('session_id'),
        id('user_message_id'),
        id('message_id'),
        word('state'),
        word('reason', optional),
        word('code', optional),
        text('error', optional),
        integer('last_seq', { default: 0 }),
        text('model', optional),
        text('options', optional),
        id('lease_owner', optional),
        time('lease_until', optional),
        text('replay', optional),
        time('created_at'),
        time('ended_at', optional),
      ],
      {
        indices: [
          { name: 'ix_turns_running', columnNames: ['lease_until'], where: "state = 'running'" },
          { name: 'ix_turns_replay', columnNames: ['ended_at'], where: 'replay IS NOT NULL' },
          { name: 'ix_turns_session', columnNames: ['user_id', 'session_id'] },
        ],
        foreignKeys: [child('turns', 'sessions', 'session_id')],
      },
    ],
    [
      'message_parts',
      [id('user_id', key), id('message_id', key), integer('seq', key), text('text')],
      { foreignKeys: [child('message_parts', 'messages', 'message_id')] },
    ],
    [
      'message_contexts',
      [id('user_id', key), id('message_id', key), text('context')],
      { foreignKeys: [child('message_contexts', 'messages', 'message_id')] },
    ],
    [
      'message_feedback',
      [id('user_id', key), id('message_id', key), word('rating'), text('comment', optional), time('created_at')],
      { foreignKeys: [child('message_feedback', 'messages', 'message_id')] },
    ],
    [
      'idempotency_keys',
      [
        id('user_id', key),
        word('scope', key),
        word('key', key),
        word('body_hash'),
        text('result', optional),
        time('created_at'),
      ],
      {
        indices: [{ name: 'ix_idempotency_age', columnNames: ['created_at'] }],
        foreignKeys: [ofUser('idempotency_keys')],
      },
    ],
  ];
}

function knowledge({ id, word, text, time, integer, bytes }: Columns): Definition[] {
  return [
    [
      'files',
      [
        id('user_id', key),
        id('id', key),
        text('name'),
        word('mime'),
        integer('bytes'),
        word('sha256'),
        time('created_at'),
      ],
      { indices: [{ name: 'ix_files_hash', columnNames: ['user_id', 'sha256'] }], foreignKeys: [ofUser('files')] },
    ],
    [
      'collections',
      [
        id('user_id', key),
        id('id', key),
        text('name'),
        text('description', optional),
        integer('is_default', { default: 0 }),
        time('created_at'),
        time('updated_at'),
      ],
      {
        foreignKeys: [ofUser('collections')],
        uniques: [{ name: 'uq_collections_name', columnNames: ['user_id', 'name'] }],
      },
    ],
    [
      'documents',
      [
        id('user_id', key),
        id('id', key),
        id('collection_id'),
        text('external_id', optional),
        text('title'),
        word('state'),
        word('code', optional),
        text('error', optional),
        word('mime'),
        text('source_url', optional),
        id('file_id', optional),
        integer('bytes', { default: 0 }),
        integer('chunk_count', { default: 0 }),
        integer('generation', { default: 0 }),
        integer('next_generation', { default: 0 }),
        integer('title_given', { default: 1 }),
        id('job_id', optional),
        word('sha256', optional),
        text('metadata', optional),
        time('created_at'),
        time('updated_at'),
      ],
      {
        uniques: [{ name: 'uq_documents_external', columnNames: ['user_id', 'external_id'] }],
        indices: [
          { name: 'ix_documents_collection', columnNames: ['user_id', 'collection_id', 'id'] },
          { name: 'ix_documents_hash', columnNames: ['user_id', 'sha256'] },
          { name: 'ix_documents_job', columnNames: ['user_id', 'job_id', 'id'], where: 'job_id IS NOT NULL' },
        ],
        foreignKeys: [child('documents', 'collections', 'collection_id')],
      },
    ],
    [
      'document_texts',
      [id('user_id', key), id('document_id', key), integer('generation', key), integer('part', key), text('text')],
      { foreignKeys: [child('document_texts', 'documents', 'document_id')] },
    ],
    [
      'chunks',
      [
        id('user_id', key),
        id('id', key),
        id('document_id'),
        integer('generation'),
        integer('ordinal'),
        text('heading', optional),
        text('text'),
        integer('start_offset'),
        integer('end_offset'),
        integer('page', optional),
      ],
      {
        uniques: [{ name: 'uq_chunks_place', columnNames: ['user_id', 'document_id', 'generation', 'ordinal'] }],
        foreignKeys: [child('chunks', 'documents', 'document_id')],
      },
    ],
    [
      'search_segments',
      [
        id('user_id', key),
        word('corpus', key),
        id('id', key),
        integer('entries'),
        integer('bytes'),
        bytes('data'),
        time('created_at'),
      ],
      { foreignKeys: [ofUser('search_segments')] },
    ],
    [
      'search_deletions',
      [id('user_id', key), word('corpus', key), id('target_id', key), id('before_segment'), time('created_at')],
      { foreignKeys: [ofUser('search_deletions')] },
    ],
    [
      'search_pending',
      [id('user_id', key), word('corpus', key), id('entry_id', key), time('created_at')],
      { foreignKeys: [ofUser('search_pending')] },
    ],
  ];
}

function operations({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    [
      'jobs',
      [
        id('user_id', key),
        id('id', key),
        word('kind'),
        word('state'),
        text('payload'),
        integer('total', { default: 0 }),
        integer('done', { default: 0 }),
        integer('failed', { default: 0 }),
        text('errors', optional),
        integer('attempts', { default: 0 }),
        time('run_after'),
        id('lease_owner', optional),
        time('lease_until', optional),
        time('created_at'),
        time('finished_at', optional),
      ],
      {
        indices: [{ name: 'ix_jobs_due', columnNames: ['run_after'], where: "state IN ('queued', 'running')" }],
        foreignKeys: [ofUser('jobs')],
      },
    ],
    [
      'usage_records',
      [
        id('user_id', key),
        id('id', key),
        id('turn_id'),
        id('message_id'),
        word('model', optional),
        word('agent', optional),
        integer('prompt_tokens'),
        integer('completion_tokens'),
        integer('estimated'),
        integer('first_token_ms', optional),
        integer('total_ms'),
        word('outcome'),
        word('code', optional),
        time('created_at'),
      ],
      {
        indices: [{ name: 'ix_usage_time', columnNames: ['user_id', 'created_at'] }],
        foreignKeys: [ofUser('usage_records')],
      },
    ],
  ];
}
