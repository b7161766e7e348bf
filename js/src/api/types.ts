/** What the routes take and give, as `server/openapi.yaml` describes it. */
import type { Connection, Failure } from '../tokens';

/** A saved connection as its own route gives it. */
export interface SavedConnection extends Connection {
  has_password: boolean;
  /** Whether values of its data may be told to a model. */
  samples: boolean;
  revision: string;
}

/** What a connection is changed into; without password and options, those that are kept stay. */
export interface ConnectionChange {
  /** A URL, or a path, which may be relative to the file browser's root. */
  target: string;
  access?: Connection['access'];
  /** Must be true where `access` is `read_write`. */
  confirm_write?: boolean;
  password?: string | null;
  options?: Readonly<Record<string, unknown>> | null;
  samples?: boolean;
}

/** A connection to be saved; without a name it gets that of its database or file. */
export interface NewConnection extends ConnectionChange {
  name?: string;
}

/** What a test found; one that fails is a finding, no error of the request. */
export type ConnectionTest =
  | {
      ok: true;
      version: string;
      /** Milliseconds until it was open. */
      opened_ms: number;
      /** Milliseconds of one round trip. */
      latency_ms: number;
      user: string | null;
      can_write: boolean | null;
      is_superuser: boolean;
      warnings: string[];
    }
  | { ok: false; error: Failure };

/** Which part of a list is wanted. */
export interface Page {
  limit?: number;
  offset?: number;
}

export interface Schemas {
  dialect: string;
  read_at: string;
  /** A name of null is the default schema. */
  schemas: { name: string | null; tables: number }[];
}

export interface Table {
  name: string;
  schema: string | null;
  kind: 'table' | 'view' | 'dataframe' | 'file';
  columns: number;
  comment: string | null;
  row_estimate: number | null;
}

export interface TablePage {
  tables: Table[];
  total: number;
}

export interface Column {
  name: string;
  type: string;
  nullable: boolean;
  comment: string | null;
  in_primary_key: boolean;
  references: { schema: string | null; table: string; column: string | null; inferred: boolean } | null;
}

export interface ColumnPage {
  table: Table;
  columns: Column[];
  total: number;
}

/** The profile of a table or file, as `TableProfile.to_dict()` gives it. */
export interface Profile {
  name: string;
  row_count: number | null;
  columns: unknown;
}

/** The value of a setting. */
export type SettingValue = string | number | boolean | readonly string[] | null;

export interface Setting {
  name: string;
  kind: 'boolean' | 'integer' | 'number' | 'choice' | 'list' | 'text';
  choices: string[];
  /** In force for a kernel of this server. */
  value: SettingValue;
  source: 'default' | 'saved' | 'file' | 'environment' | 'notebook';
  saved: SettingValue;
  can_be_saved: boolean;
}

export interface Settings {
  revision: string;
  settings: Setting[];
  /** What decides a setting, from the strongest to the weakest. */
  precedence: string[];
}

export interface Provider {
  name: string;
  title: string;
  credentials: 'key' | 'none' | 'other';
  /** The environment variable that goes before a saved key. */
  variable: string;
  key: {
    source: 'environment' | 'keyring' | 'store' | null;
    saved_at: string | null;
    /** The only address that the saved key is sent to; empty for the provider's own. */
    api_base: string | null;
  };
}

export interface ProviderDetail extends Provider {
  models: string[];
  locked: boolean;
}

export interface ProviderTestInput {
  model: string;
  key?: string | null;
  api_base?: string | null;
}

export interface ProviderTest {
  ok: boolean;
  model: string;
  key_source: 'request' | 'environment' | 'keyring' | 'store' | null;
  latency_ms?: number;
  error?: Failure;
}

export interface MetricChange {
  expression: string;
  description?: string;
  grain?: string;
  filters?: readonly string[];
  synonyms?: readonly string[];
}

export interface Metric extends Required<MetricChange> {
  name: string;
  revision: string;
}

export interface VerifiedQueryChange {
  sql: string;
  dialect: string;
  parameters?: Readonly<Record<string, unknown>>;
}

export interface NewVerifiedQuery extends VerifiedQueryChange {
  question: string;
  connection: string;
}

export interface VerifiedQuery extends Required<NewVerifiedQuery> {
  id: string;
  verified_at: string;
  revision: string;
}

export type Verdict = 'allowed' | 'refused' | 'failed';

export type Source = 'sql' | 'ask' | 'profile';

export interface AuditEvent {
  at: string;
  connection: string;
  source: Source;
  /** SHA-256 of the statement. */
  text_hash: string;
  verdict: Verdict;
  rule: string;
  rows: number | null;
  elapsed_ms: number;
  translator: string;
  tokens: number | null;
  workspace: string;
}

/** Which events are wanted. */
export interface AuditSearch extends Page {
  connection?: string;
  source?: Source;
  verdict?: Verdict;
  /** ISO 8601. */
  since?: string;
  until?: string;
}

export interface AuditPage {
  events: AuditEvent[];
  /** Whether older ones follow. */
  more: boolean;
}

/** Which entries of the history are wanted. */
export interface HistorySearch extends Page {
  connection?: string | undefined;
  source?: Source | undefined;
  verdict?: Verdict | undefined;
  /** Words that all stand in the question or the SQL. */
  search?: string | undefined;
  /** Only entries older than the one of this id. */
  before?: number | undefined;
}

export interface HistoryEntry {
  /** Larger for a later one. */
  id: number;
  at: string;
  connection: string;
  source: Source;
  sql: string;
  question: string;
  notebook: string;
  verdict: Verdict;
  rows: number | null;
  translator: string;
  cost_usd: number | null;
}

export interface HistoryPage {
  entries: HistoryEntry[];
  more: boolean;
}

export interface DataFile {
  name: string;
  /** What `%connect` takes. */
  path: string;
  size_bytes: number;
  sha256: string;
  uploaded_at: string;
  media_type: string;
  /** False where the file was taken away since. */
  exists: boolean;
}

/** How the server stands with the team's project. */
export interface SignIn {
  /** Whether the settings name a project. */
  configured: boolean;
  project: string | null;
  /** Null while nobody is signed in. */
  email: string | null;
  /** Id of the chosen workspace. */
  workspace: string | null;
  /** Id or name of the workspace that the settings name, which goes before the chosen one. */
  fixed: string | null;
  /** Whether this machine's own store is chosen. */
  local: boolean;
  /** Audit events that have not arrived yet, and those that the project did not take. */
  waiting: number;
  refused: number;
  /** When the workspace was last read from the project; ISO 8601. */
  synced_at: string | null;
  /** Since when the server has not reached the project; ISO 8601. */
  offline_since: string | null;
}

export type Role = 'owner' | 'editor' | 'viewer';

export interface Workspace {
  id: string;
  name: string;
  /** The account's own. */
  role: Role;
}

export interface Member {
  user_id: string;
  email: string;
  role: Role;
  joined_at: string;
}

/** An invitation that waits. */
export interface Invitation {
  id: string;
  workspace_id: string;
  /** Empty in an owner's list, which is of one workspace. */
  workspace: string;
  /** Whom it is for; empty in the list of one's own. */
  email: string;
  role: Role;
  expires_at: string;
}
