/** What the catalog's tree is made of. A key tells a node for good: it is the same after each reading. */
import type { Column, Table } from '../../api/types';
import type { DataFrame } from '../../tokens';

/** A column of a DataFrame, in the words of its library. */
export interface FrameColumn {
  name: string;
  type: string;
}

/** A connection whose tables can be read. */
export interface ConnectionNode {
  kind: 'connection';
  key: string;
  connection: string;
  driver: string;
  target: string;
  /** Whether the current kernel has it open. */
  open: boolean;
}

export interface SchemaNode {
  kind: 'schema';
  key: string;
  connection: string;
  /** Null for the default schema. */
  schema: string | null;
  tables: number;
}

export interface TableNode {
  kind: 'table';
  key: string;
  connection: string;
  table: Table;
}

export interface ColumnNode {
  kind: 'column';
  key: string;
  connection: string;
  table: Table;
  column: Column;
}

/** The DataFrames of the current notebook. */
export interface FramesNode {
  kind: 'frames';
  key: string;
  /** Path of the notebook. */
  notebook: string;
  count: number;
}

export interface FrameNode {
  kind: 'frame';
  key: string;
  frame: DataFrame;
}

export interface FrameColumnNode {
  kind: 'frame-column';
  key: string;
  frame: string;
  column: FrameColumn;
}

export type CatalogNode =
  ConnectionNode | SchemaNode | TableNode | ColumnNode | FramesNode | FrameNode | FrameColumnNode;

/** Nodes that have others below them. */
const OPENS: ReadonlySet<CatalogNode['kind']> = new Set(['connection', 'schema', 'table', 'frames', 'frame']);

/** Key of the branch with the notebook's DataFrames. */
export const FRAMES = keyOf('frames');

/** The key of a node of that kind and these names. */
export function keyOf(kind: CatalogNode['kind'] | 'search', ...names: readonly (string | null)[]): string {
  return JSON.stringify([kind, ...names]);
}

/** The connection that a key belongs to; null for that of a DataFrame. */
export function connectionOf(key: string): string | null {
  const [kind, name] = JSON.parse(key) as [string, string | undefined];
  return kind.startsWith('frame') ? null : (name ?? null);
}

/** Whether a node can be opened. */
export function opens(node: CatalogNode): boolean {
  return OPENS.has(node.kind);
}

/** A node's own name; empty for a default schema and for the branch of the DataFrames, which have none. */
export function nameOf(node: CatalogNode): string {
  switch (node.kind) {
    case 'connection':
      return node.connection;
    case 'schema':
      return node.schema ?? '';
    case 'table':
      return node.table.name;
    case 'column':
    case 'frame-column':
      return node.column.name;
    case 'frame':
      return node.frame.name;
    case 'frames':
      return '';
  }
}

export function schemaNode(connection: string, schema: string | null, tables: number): SchemaNode {
  return { kind: 'schema', key: keyOf('schema', connection, schema), connection, schema, tables };
}

export function tableNode(connection: string, table: Table): TableNode {
  return { kind: 'table', key: keyOf('table', connection, table.schema, table.name), connection, table };
}

export function columnNode(connection: string, table: Table, column: Column): ColumnNode {
  const key = keyOf('column', connection, table.schema, table.name, column.name);
  return { kind: 'column', key, connection, table, column };
}

export function frameNode(frame: DataFrame): FrameNode {
  return { kind: 'frame', key: keyOf('frame', frame.name), frame };
}

export function frameColumnNode(frame: string, column: FrameColumn): FrameColumnNode {
  return { kind: 'frame-column', key: keyOf('frame-column', frame, column.name), frame, column };
}
