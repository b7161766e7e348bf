/** Each route as a method. Every one throws an ApiFailure where the server refuses or cannot be reached. */
import { isConnectionsReply, type Translate } from '../replies';
import { pathOf, Requests, type Send } from './requests';
import { TeamClient } from './team';
import type * as api from './types';

interface Deleted {
  deleted: string;
}

/** The routes, over whatever sends requests. */
export class Client {
  constructor(send: Send, trans: Translate) {
    this.requests = new Requests(send, trans);
    this.team = new TeamClient(this.requests);
  }

  /** The saved connections by name. */
  async listConnections(): Promise<readonly api.SavedConnection[]> {
    const reply = await this.requests.ask<{ connections: unknown }>('connections', ['connections']);
    if (!isConnectionsReply(reply)) {
      throw this.requests.failure(200, reply);
    }
    return reply.connections;
  }

  getConnection(name: string): Promise<api.SavedConnection> {
    return this.requests.ask(pathOf`connections/${name}`, ['name', 'target', 'revision']);
  }

  createConnection(body: api.NewConnection): Promise<api.SavedConnection> {
    return this.requests.ask('connections', ['name', 'target', 'revision'], { method: 'POST', body });
  }

  changeConnection(
    name: string,
    body: api.ConnectionChange,
    revision?: string
  ): Promise<api.SavedConnection> {
    const options = { method: 'PUT', body, revision } as const;
    return this.requests.ask(pathOf`connections/${name}`, ['name', 'target', 'revision'], options);
  }

  deleteConnection(name: string, revision?: string): Promise<void> {
    return this.deleted(pathOf`connections/${name}`, revision);
  }

  /** Saves it under another name too, with its secrets, which stay in the server. */
  copyConnection(name: string, newName: string): Promise<api.SavedConnection> {
    const options = { method: 'POST', body: { name: newName } } as const;
    return this.requests.ask(pathOf`connections/${name}/copy`, ['name', 'target', 'revision'], options);
  }

  /** When each connection last ran a statement, in ISO 8601. */
  async listConnectionUses(): Promise<Readonly<Record<string, string>>> {
    const reply = await this.requests.ask<{ uses: Record<string, string> }>('connection-uses', ['uses']);
    return reply.uses;
  }

  /** Opens a saved connection and asks what its account may do. */
  testConnection(name: string): Promise<api.ConnectionTest> {
    return this.requests.ask(pathOf`connections/${name}/test`, ['ok'], { method: 'POST', body: {} });
  }

  /** The same for one that is not saved. */
  testNewConnection(body: api.ConnectionChange): Promise<api.ConnectionTest> {
    return this.requests.ask('connection-tests', ['ok'], { method: 'POST', body });
  }

  /** The first level of a connection's tree; `refresh` reads it anew. */
  listSchemas(connection: string, refresh?: boolean): Promise<api.Schemas> {
    return this.requests.ask(pathOf`connections/${connection}/catalog`, ['schemas'], { query: { refresh } });
  }

  /** A page of tables, of one schema (empty: the default one) or whose name holds a text. */
  listTables(
    connection: string,
    query: api.Page & { schema?: string; search?: string } = {}
  ): Promise<api.TablePage> {
    return this.requests.ask(pathOf`connections/${connection}/tables`, ['tables', 'total'], {
      query: { ...query }
    });
  }

  /** A page of a table's columns. */
  listColumns(
    connection: string,
    query: api.Page & { table: string; schema?: string }
  ): Promise<api.ColumnPage> {
    return this.requests.ask(pathOf`connections/${connection}/columns`, ['columns', 'total'], {
      query: { ...query }
    });
  }

  profileTable(connection: string, table: string, schema: string | null = null): Promise<api.Profile> {
    return this.requests.ask(pathOf`connections/${connection}/profile`, ['row_count', 'columns'], {
      method: 'POST',
      body: { table, schema }
    });
  }

  listSettings(): Promise<api.Settings> {
    return this.requests.ask('settings', ['settings', 'revision']);
  }

  /** Saves all of the values, or none; a null forgets what was saved. */
  saveSettings(
    settings: Readonly<Record<string, api.SettingValue>>,
    revision?: string
  ): Promise<api.Settings> {
    const options = { method: 'PUT', body: { settings }, revision } as const;
    return this.requests.ask('settings', ['settings', 'revision'], options);
  }

  async listProviders(): Promise<readonly api.Provider[]> {
    return (await this.requests.ask<{ providers: api.Provider[] }>('providers', ['providers'])).providers;
  }

  getProvider(name: string): Promise<api.ProviderDetail> {
    return this.requests.ask(pathOf`providers/${name}`, ['name', 'models']);
  }

  /** Keeps a key, encrypted, for the one address that it may be sent to. */
  saveProviderKey(name: string, key: string, api_base: string | null = null): Promise<api.ProviderDetail> {
    const options = { method: 'PUT', body: { key, api_base } } as const;
    return this.requests.ask(pathOf`providers/${name}/key`, ['name', 'key'], options);
  }

  deleteProviderKey(name: string): Promise<void> {
    return this.deleted(pathOf`providers/${name}/key`);
  }

  /** Asks a model one question; takes some seconds. */
  testProviderKey(name: string, body: api.ProviderTestInput): Promise<api.ProviderTest> {
    return this.requests.ask(pathOf`providers/${name}/test`, ['ok'], { method: 'POST', body });
  }

  async listMetrics(): Promise<readonly api.Metric[]> {
    return (await this.requests.ask<{ metrics: api.Metric[] }>('metrics', ['metrics'])).metrics;
  }

  getMetric(name: string): Promise<api.Metric> {
    return this.requests.ask(pathOf`metrics/${name}`, ['name', 'expression']);
  }

  /** Saves a metric that the tables of a saved connection hold; without one it is not checked. */
  createMetric(body: api.MetricChange & { name: string }, connection?: string): Promise<api.Metric> {
    const options = { method: 'POST', body, query: { connection } } as const;
    return this.requests.ask('metrics', ['name', 'expression'], options);
  }

  changeMetric(
    name: string,
    body: api.MetricChange,
    revision?: string,
    connection?: string
  ): Promise<api.Metric> {
    const options = { method: 'PUT', body, revision, query: { connection } } as const;
    return this.requests.ask(pathOf`metrics/${name}`, ['name', 'expression'], options);
  }

  deleteMetric(name: string, revision?: string): Promise<void> {
    return this.deleted(pathOf`metrics/${name}`, revision);
  }

  /** Questions whose SQL a person has checked, of one connection or of all. */
  async listVerifiedQueries(connection?: string): Promise<readonly api.VerifiedQuery[]> {
    const reply = await this.requests.ask<{ verified_queries: api.VerifiedQuery[] }>(
      'verified-queries',
      ['verified_queries'],
      { query: { connection } }
    );
    return reply.verified_queries;
  }

  getVerifiedQuery(id: string): Promise<api.VerifiedQuery> {
    return this.requests.ask(pathOf`verified-queries/${id}`, ['id', 'sql']);
  }

  /** Saves a query; `check` holds it to the tables of its connection, which must be a saved one. */
  createVerifiedQuery(body: api.NewVerifiedQuery, check?: boolean): Promise<api.VerifiedQuery> {
    const options = { method: 'POST', body, query: { check } } as const;
    return this.requests.ask('verified-queries', ['id', 'sql'], options);
  }

  changeVerifiedQuery(
    id: string,
    body: api.VerifiedQueryChange,
    revision?: string,
    check?: boolean
  ): Promise<api.VerifiedQuery> {
    const options = { method: 'PUT', body, revision, query: { check } } as const;
    return this.requests.ask(pathOf`verified-queries/${id}`, ['id', 'sql'], options);
  }

  deleteVerifiedQuery(id: string, revision?: string): Promise<void> {
    return this.deleted(pathOf`verified-queries/${id}`, revision);
  }

  listAuditEvents(search: api.AuditSearch = {}): Promise<api.AuditPage> {
    return this.requests.ask('audit', ['events', 'more'], { query: { ...search } });
  }

  listHistory(search: api.HistorySearch = {}): Promise<api.HistoryPage> {
    return this.requests.ask('history', ['entries', 'more'], { query: { ...search } });
  }

  deleteHistoryEntry(id: number): Promise<void> {
    return this.deleted(pathOf`history/${String(id)}`);
  }

  clearHistory(): Promise<void> {
    return this.deleted('history');
  }

  async listFiles(): Promise<readonly api.DataFile[]> {
    return (await this.requests.ask<{ files: api.DataFile[] }>('files', ['files'])).files;
  }

  /** Sends a file's bytes; `replace` allows it to take the place of one of its name. */
  uploadFile(name: string, bytes: Blob, replace?: boolean): Promise<api.DataFile> {
    return this.requests.ask(pathOf`files/${name}`, ['name', 'path'], {
      method: 'PUT',
      bytes,
      query: { replace }
    });
  }

  /** Brings a workspace's file to the server's machine. */
  copyFile(name: string): Promise<api.DataFile> {
    return this.requests.ask(pathOf`files/${name}/copy`, ['name', 'path'], { method: 'POST' });
  }

  deleteFile(name: string): Promise<void> {
    return this.deleted(pathOf`files/${name}`);
  }

  profileFile(name: string): Promise<api.Profile> {
    return this.requests.ask(pathOf`files/${name}/profile`, ['row_count', 'columns'], {
      method: 'POST',
      body: {}
    });
  }

  private async deleted(path: string, revision?: string): Promise<void> {
    await this.requests.ask<Deleted>(path, ['deleted'], { method: 'DELETE', revision });
  }

  /** Sign-in and workspaces. */
  readonly team: TeamClient;
  private readonly requests: Requests;
}
