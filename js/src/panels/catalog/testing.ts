/** A catalog of tests: two connections, one with schemas, and tables with numbers for names. */
import type { Column, Table } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Readers } from './lists';
import type { Roots } from './model';

/** A table of that name. */
export function table(name: string, schema: string | null = null, changes: Partial<Table> = {}): Table {
  return { name, schema, kind: 'table', columns: 2, comment: null, row_estimate: null, ...changes };
}

/** A column of that name. */
export function column(name: string, changes: Partial<Column> = {}): Column {
  return {
    name,
    type: 'INTEGER',
    nullable: true,
    comment: null,
    in_primary_key: false,
    references: null,
    ...changes
  };
}

/** A failure of that message. */
export function failure(message: string): ApiFailure {
  return new ApiFailure({ title: 'Error', message, hint: null });
}

/** Saved connections of these names, and no notebook. */
export function roots(...names: string[]): Roots {
  const connections = names.map(connection => ({
    connection,
    driver: 'postgresql',
    target: `${connection}.example`,
    open: false
  }));
  return { connections, failure: null, notebook: null };
}

/** Readers that answer from lists of tables by connection, and note what they were asked. */
export class FakeReaders implements Readers {
  readonly asked: string[] = [];
  fails: ApiFailure | null = null;

  constructor(private readonly tables: Record<string, readonly Table[]>) {}

  listSchemas(connection: string, refresh?: boolean): ReturnType<Readers['listSchemas']> {
    const names = [...new Set(this.of(connection).map(({ schema }) => schema))];
    const schemas = names.map(name => ({
      name,
      tables: this.of(connection).filter(({ schema }) => schema === name).length
    }));
    return this.answer(`schemas ${connection}${refresh ? ' anew' : ''}`, { dialect: 'postgres', schemas });
  }

  listTables(
    connection: string,
    query: Parameters<Readers['listTables']>[1]
  ): ReturnType<Readers['listTables']> {
    const { schema, search = '', offset = 0, limit = 100 } = query;
    const found = this.of(connection).filter(
      one => (schema === undefined || (one.schema ?? '') === schema) && one.name.includes(search)
    );
    const page = { tables: found.slice(offset, offset + limit), total: found.length };
    return this.answer(`tables ${connection} ${schema ?? '*'} ${search || '-'} ${offset}`, page);
  }

  listColumns(
    connection: string,
    query: Parameters<Readers['listColumns']>[1]
  ): ReturnType<Readers['listColumns']> {
    const columns = [column('id', { in_primary_key: true }), column('name')];
    const page = { table: table(query.table), columns, total: columns.length };
    return this.answer(`columns ${connection} ${query.table}`, page);
  }

  listFrameColumns(name: string): ReturnType<Readers['listFrameColumns']> {
    return this.answer(`frame ${name}`, { columns: [{ name: 'x', type: 'int64' }], total: 1 });
  }

  private of(connection: string): readonly Table[] {
    return this.tables[connection] ?? [];
  }

  private answer<T>(asked: string, reply: T): Promise<T> {
    this.asked.push(asked);
    return this.fails ? Promise.reject(this.fails) : Promise.resolve(reply);
  }
}

/** Lets what waits for answers go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve();
  }
}
