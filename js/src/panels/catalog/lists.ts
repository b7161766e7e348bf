/** The lists below the nodes of the catalog: made when a node is opened, kept until it is read anew. */
import type { Page } from '../../api/types';
import { Listing, type Fetch, type Part } from './listing';
import {
  columnNode,
  connectionOf,
  frameColumnNode,
  keyOf,
  schemaNode,
  tableNode,
  type CatalogNode
} from './nodes';
import type { Below } from './rows';
import type { CatalogSource, FrameColumnPage } from './sources';

/** Reads what the tree shows; every method rejects with an ApiFailure. */
export interface Readers extends CatalogSource {
  listFrameColumns(name: string, page: Page): Promise<FrameColumnPage>;
}

interface Known {
  dialect: string;
  readAt: string | null;
}

type List = Listing<CatalogNode>;

/** Lists by the key of the node that they stand below, and those of a search. */
export class Lists {
  constructor(
    private readonly readers: Readers,
    private readonly changed: () => void
  ) {}

  /** sqlglot's name of a connection's dialect; null until its catalog has been read. */
  dialectOf(connection: string): string | null {
    return this.known.get(connection)?.dialect ?? null;
  }

  readAt(connection: string): string | null {
    return this.known.get(connection)?.readAt ?? null;
  }

  /** The list below a node, or what a search found there. */
  below(node: CatalogNode, search: string): Below | undefined {
    const key = this.keyBelow(node, search);
    const list = this.lists.get(key);
    return list && { key, list, searched: key !== node.key };
  }

  /** Makes the list below a node and asks for its first page, unless that was done. */
  open(node: CatalogNode, search: string): void {
    const key = this.keyBelow(node, search);
    const fetch = this.lists.has(key) ? null : this.fetchOf(node, search);
    if (fetch) {
      const list: List = new Listing(fetch, () => {
        // A list that was read anew meanwhile has nothing more to say.
        if (this.lists.get(key) === list) {
          this.changed();
        }
      });
      this.lists.set(key, list);
      void list.ensure(0);
    }
  }

  ensure(key: string, index: number): void {
    void this.lists.get(key)?.ensure(index);
  }

  retry(key: string): void {
    const list = this.lists.get(key);
    list?.retry();
    void list?.ensure(0);
    this.changed();
  }

  /** Forgets what was read of a connection, or of all; what is open is read again, anew. */
  refresh(connection: string | null): void {
    const names = connection === null ? [...this.known.keys()] : [connection];
    names.forEach(name => this.anew.add(name));
    this.forget(key => {
      const owner = connectionOf(key);
      return connection === null || owner === connection;
    });
  }

  forgetSearches(): void {
    this.forget(key => key.startsWith('["search"'));
  }

  /**
   * Forgets connections that are gone or are another's, and DataFrames that are gone or have another size.
   *
   * Both are given as the key of the node and what tells that it is the same; null for what is not known now.
   */
  keep(connections: ReadonlyMap<string, string> | null, frames: ReadonlyMap<string, string>): void {
    if (connections) {
      const gone = changedIn(this.connections, connections);
      this.forget(key => gone.has(connectionOf(key) ?? ''));
      gone.forEach(name => this.known.delete(name));
      this.connections = connections;
    }
    const changed = changedIn(this.frames, frames);
    this.forget(key => changed.has(key));
    this.frames = frames;
  }

  private keyBelow(node: CatalogNode, search: string): string {
    return node.kind === 'connection' && search && this.known.has(node.connection)
      ? keyOf('search', node.connection)
      : node.key;
  }

  private forget(which: (key: string) => boolean): void {
    for (const key of [...this.lists.keys()].filter(which)) {
      this.lists.delete(key);
    }
  }

  private fetchOf(node: CatalogNode, search: string): Fetch<CatalogNode> | null {
    switch (node.kind) {
      case 'connection':
        return search && this.known.has(node.connection)
          ? this.tables(node.connection, { search })
          : this.schemas(node.connection);
      case 'schema':
        return this.tables(node.connection, { schema: node.schema ?? '' });
      case 'table':
        return async (offset, limit) => {
          const { connection, table } = node;
          const query = { table: table.name, schema: table.schema ?? '', offset, limit };
          const page = await this.readers.listColumns(connection, query);
          return partOf(page.columns, page.total, column => columnNode(connection, table, column));
        };
      case 'frame':
        return async (offset, limit) => {
          const { name } = node.frame;
          const page = await this.readers.listFrameColumns(name, { offset, limit });
          return partOf(page.columns, page.total, column => frameColumnNode(name, column));
        };
      default:
        return null;
    }
  }

  private tables(connection: string, query: { schema?: string; search?: string }): Fetch<CatalogNode> {
    return async (offset, limit) => {
      const page = await this.readers.listTables(connection, { ...query, offset, limit });
      return partOf(page.tables, page.total, table => tableNode(connection, table));
    };
  }

  /** The schemas; the tables at once where there is but the default one. */
  private schemas(connection: string): Fetch<CatalogNode> {
    let nodes: readonly CatalogNode[] = [];
    const tables = this.tables(connection, { schema: '' });
    return async (offset, limit) => {
      if (offset === 0) {
        nodes = await this.readSchemas(connection);
      }
      return nodes.length > 0
        ? { items: nodes.slice(offset, offset + limit), total: nodes.length }
        : tables(offset, limit);
    };
  }

  /** The nodes of the schemas; none where the default one is the only one. */
  private async readSchemas(connection: string): Promise<readonly CatalogNode[]> {
    const reply = await this.readers.listSchemas(connection, this.anew.delete(connection));
    this.known.set(connection, { dialect: reply.dialect, readAt: reply.read_at ?? null });
    const [first, ...others] = reply.schemas;
    return first?.name === null && others.length === 0
      ? []
      : reply.schemas.map(schema => schemaNode(connection, schema.name, schema.tables));
  }

  private readonly lists = new Map<string, List>();
  private readonly known = new Map<string, Known>();
  /** Connections that are to be read anew when they are read next. */
  private readonly anew = new Set<string>();
  private connections: ReadonlyMap<string, string> = new Map();
  private frames: ReadonlyMap<string, string> = new Map();
}

function partOf<T>(items: readonly T[], total: number, node: (item: T) => CatalogNode): Part<CatalogNode> {
  return { items: items.map(node), total };
}

/** What of `before` is not the same in `after`. */
function changedIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>
): ReadonlySet<string> {
  return new Set([...before.keys()].filter(key => before.get(key) !== after.get(key)));
}
