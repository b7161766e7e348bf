/** How much of a card is open, and where its rows stand. */
import { STAR } from './graph';
import { ANCHOR } from './layout/place';
import type { Strength } from './path';
import type { LineageNode } from './payload';

/** Height of a card's header. */
export const HEADER = 42;
/** Height of a row. */
export const ROW = 20;
const FOOT = 6;
/** Rows of an open card before it says how many more there are. */
export const OPEN_ROWS = 10;

/** `closed` shows lit columns only, `open` the first ones, `full` all of them. */
export type Mode = 'closed' | 'open' | 'full';

/** The rows of a card. */
export interface Shape {
  columns: readonly string[];
  /** Columns without a row that the last row tells of; 0: there is no such row. */
  more: number;
  /** Whether the last row takes rows away again. */
  fewer: boolean;
  height: number;
}

/** The shape of a node's card; columns in `lit` are shown in every mode. */
export function shapeOf(node: LineageNode, mode: Mode, lit: ReadonlySet<string>): Shape {
  const columns = rowsOf(node, mode, lit);
  const more = mode === 'open' ? node.columns.length - columns.length : 0;
  const fewer = mode === 'full' && node.columns.length > OPEN_ROWS;
  const rows = columns.length + (more > 0 || fewer ? 1 : 0);
  return { columns, more, fewer, height: HEADER + rows * ROW + (rows > 0 ? FOOT : 0) };
}

function rowsOf(node: LineageNode, mode: Mode, lit: ReadonlySet<string>): readonly string[] {
  if (mode === 'full') {
    return node.columns;
  }
  const litRows = node.columns.filter(column => lit.has(column)).slice(0, OPEN_ROWS);
  if (mode === 'closed') {
    return litRows;
  }
  const shown = new Set([...node.columns.slice(0, OPEN_ROWS), ...litRows]);
  return node.columns.filter(column => shown.has(column));
}

/** The middle of a column's row below the card's top; of the header, where it has no row. */
export function rowAt(shape: Shape, column: string | null): number {
  const place = column === null ? -1 : shape.columns.indexOf(column);
  return place < 0 ? ANCHOR : HEADER + place * ROW + ROW / 2;
}

/** The lit columns of a node that it can show; others fall to its star. */
export function litColumns(
  node: LineageNode,
  spots: ReadonlyMap<string | null, Strength> | undefined
): Map<string, Strength> {
  const own = new Set(node.columns);
  const lit = new Map<string, Strength>();
  for (const [column, strength] of spots ?? []) {
    const shown = column !== null && !own.has(column) ? STAR : column;
    if (shown !== null && own.has(shown) && lit.get(shown) !== 'direct') {
      lit.set(shown, strength);
    }
  }
  return lit;
}
