/** Texts that the catalog writes into cells. */
import type { BodyKind } from '../../cells/magic';
import { nameOf, type CatalogNode, type FrameNode, type TableNode } from './nodes';
import { quoteName, quoteTable } from './quoting';

/** Rows that a new cell asks for. */
export const ROWS = 100;

/** Columns above which a new cell asks for all of them by a star. */
export const MOST_COLUMNS = 60;

/** The connection in which the notebook's DataFrames are tables. */
const NOTEBOOK = 'notebook';

const NOTEBOOK_DIALECT = 'duckdb';

/** What a magic's line takes as the name of a connection. */
const NAMEABLE = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

/** Whether cells can name a connection: one that was saved by other means may have any name. */
export function isNameable(connection: string): boolean {
  return NAMEABLE.test(connection);
}

/** What stands in the cell that a name is written into: SQL, a question, or (null) Python. */
export type Surroundings = BodyKind | null;

/** A node's name as it is written into such a cell. */
export function nameText(node: CatalogNode, dialect: string, into: Surroundings): string {
  if (into === 'prose') {
    return onOneLine(nameOf(node));
  }
  switch (node.kind) {
    case 'table':
      return quoteTable(node.table, dialect);
    case 'frame':
      return into === 'sql' ? quoteName(node.frame.name, NOTEBOOK_DIALECT) : node.frame.name;
    case 'frame-column':
      return into === 'sql'
        ? quoteName(node.column.name, NOTEBOOK_DIALECT)
        : `${node.frame}[${JSON.stringify(node.column.name)}]`;
    default:
      return quoteName(nameOf(node), dialect);
  }
}

/** A cell that selects a table's columns; `columns` is empty where they are not known. */
export function sqlCell(node: TableNode | FrameNode, columns: readonly string[], dialect: string): string {
  const own = node.kind === 'frame' ? NOTEBOOK_DIALECT : dialect;
  const from = node.kind === 'frame' ? quoteName(node.frame.name, own) : quoteTable(node.table, own);
  return `%%sql ${cellConnection(node)}\n${selectText(columns, from, own)}`;
}

/** A cell with a question about a table, to be run or written over. */
export function askCell(node: TableNode | FrameNode): { source: string; question: string } {
  const question = `How many ${onOneLine(nameOf(node))} are there?`;
  return { source: `%%ask ${cellConnection(node)}\n${question}`, question };
}

function cellConnection(node: TableNode | FrameNode): string {
  return node.kind === 'frame' ? NOTEBOOK : node.connection;
}

function selectText(columns: readonly string[], from: string, dialect: string): string {
  const known = columns.length > 0 && columns.length <= MOST_COLUMNS;
  const names = known ? columns.map(name => quoteName(name, dialect)) : ['*'];
  const top = dialect === 'tsql' || dialect === 'fabric' ? ` TOP ${ROWS}` : '';
  const end = top ? '' : dialect === 'oracle' ? `\nFETCH FIRST ${ROWS} ROWS ONLY` : `\nLIMIT ${ROWS}`;
  return `SELECT${top}${list(names)}\nFROM ${from}${end}`;
}

/** Names on one line where they fit, else one a line. */
function list(names: readonly string[]): string {
  const line = names.join(', ');
  return line.length <= 80 ? ` ${line}` : `\n  ${names.join(',\n  ')}`;
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
