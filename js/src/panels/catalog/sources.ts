/** Where a catalog is read: saved connections by the server, what only a kernel has open by that kernel. */
import type { ColumnPage, Page, Schemas, TablePage } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { IKernelLink } from '../../tokens';
import type { FrameColumn } from './nodes';

/** Which tables are wanted; without a schema those of all, the empty schema is the default one. */
export interface TableQuery extends Page {
  schema?: string;
  search?: string;
}

/** Which columns are wanted. */
export interface ColumnQuery extends Page {
  table: string;
  schema?: string;
}

/** A page of a DataFrame's columns. */
export interface FrameColumnPage {
  columns: FrameColumn[];
  total: number;
}

/** The schemas; a kernel does not tell when it read them. */
export type TopLevel = Omit<Schemas, 'read_at'> & Partial<Pick<Schemas, 'read_at'>>;

/** Reads the levels of a tree; every method rejects with an ApiFailure. */
export interface CatalogSource {
  listSchemas(connection: string, refresh?: boolean): Promise<TopLevel>;
  listTables(connection: string, query: TableQuery): Promise<TablePage>;
  listColumns(connection: string, query: ColumnQuery): Promise<ColumnPage>;
}

/** The same, of a kernel. */
export class KernelSource implements CatalogSource {
  constructor(private readonly link: IKernelLink) {}

  listSchemas(connection: string, refresh = false): Promise<TopLevel> {
    return this.link.request('catalog', { connection, refresh });
  }

  listTables(connection: string, query: TableQuery): Promise<TablePage> {
    // Without a schema and a search the kernel gives the schemas.
    return this.link.request('catalog', { connection, ...query, search: query.search ?? '' });
  }

  listColumns(connection: string, query: ColumnQuery): Promise<ColumnPage> {
    return this.link.request('catalog', { connection, ...query });
  }

  /** Columns of a DataFrame of the notebook. */
  listFrameColumns(name: string, page: Page): Promise<FrameColumnPage> {
    return this.link.request('frame_columns', { name, ...page });
  }
}

/** What is known of where connections are. */
export interface Whereabouts {
  isSaved(connection: string): boolean;
  isOpenInKernel(connection: string): boolean;
}

/**
 * The server's answer for a saved connection, the kernel's for another. Where the server cannot open one that
 * the kernel has open (its password was not saved, or a file is locked by the kernel itself), the kernel
 * answers until the connection is read anew.
 */
export class RoutedSource implements CatalogSource {
  constructor(
    private readonly server: CatalogSource,
    private readonly kernel: CatalogSource,
    private readonly known: Whereabouts
  ) {}

  async listSchemas(connection: string, refresh?: boolean): Promise<TopLevel> {
    this.byKernel.delete(connection);
    if (!this.known.isSaved(connection)) {
      return this.kernel.listSchemas(connection, refresh);
    }
    try {
      return await this.server.listSchemas(connection, refresh);
    } catch (error) {
      if (!(error instanceof ApiFailure) || !this.known.isOpenInKernel(connection)) {
        throw error;
      }
      const schemas = await this.kernel.listSchemas(connection, refresh);
      this.byKernel.add(connection);
      return schemas;
    }
  }

  listTables(connection: string, query: TableQuery): Promise<TablePage> {
    return this.of(connection).listTables(connection, query);
  }

  listColumns(connection: string, query: ColumnQuery): Promise<ColumnPage> {
    return this.of(connection).listColumns(connection, query);
  }

  private of(connection: string): CatalogSource {
    const kernel = this.byKernel.has(connection) || !this.known.isSaved(connection);
    return kernel ? this.kernel : this.server;
  }

  private readonly byKernel = new Set<string>();
}
