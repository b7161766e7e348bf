/** The tree as the lines that a screen shows, from the branches that are open. Changes nothing. */
import type { Failure } from '../../tokens';
import { opens, type CatalogNode } from './nodes';

interface Line {
  /** Tells the line for good. */
  key: string;
  /** 1 for the outermost. */
  level: number;
  /** Key of the branch that it is part of; null for the outermost. */
  parent: string | null;
  /** Place among its siblings, from 1. */
  position: number;
  siblings: number;
}

/** A node; `expanded` is null for one that has nothing below it. */
export interface NodeRow extends Line {
  type: 'node';
  node: CatalogNode;
  expanded: boolean | null;
  /** Whether it is being read. */
  busy: boolean;
}

/** An entry whose page has not come yet: that at `index` of the list `list`. */
export interface PendingRow extends Line {
  type: 'pending';
  list: string;
  index: number;
}

/** Why the branch `list` could not be read. */
export interface FailureRow extends Line {
  type: 'failure';
  list: string;
  failure: Failure;
}

/** `empty`: the branch has nothing in it; `unread`: a search leaves out connections that were not opened. */
export type Note = 'empty' | 'nothing-found' | 'unread' | 'unloaded';

export interface NoteRow extends Line {
  type: 'note';
  note: Note;
}

export type Row = NodeRow | PendingRow | FailureRow | NoteRow;

/** A list that may have been read in part. */
export interface Entries {
  /** Null until it is known. */
  readonly total: number | null;
  readonly failure: Failure | null;
  readonly busy: boolean;
  /** Undefined where it has not been read. */
  at(index: number): CatalogNode | undefined;
}

/** What stands below an open node. */
export interface Below {
  key: string;
  list: Entries;
  /** Whether the list is what a search found. */
  searched: boolean;
}

/** What the lines are made from. */
export interface Branches {
  isOpen(node: CatalogNode): boolean;
  /** The list below an open node; undefined where nobody has asked for it. */
  below(node: CatalogNode): Below | undefined;
}

/** The lines of `roots` and of all that is open below them, after one another. */
export function rowsOf(roots: readonly CatalogNode[], branches: Branches): Row[] {
  const rows: Row[] = [];
  roots.forEach((node, at) => {
    const place = { level: 1, parent: null, position: at + 1, siblings: roots.length };
    addNode(rows, node, place, branches);
  });
  return rows;
}

type Place = Omit<Line, 'key'>;

function addNode(rows: Row[], node: CatalogNode, place: Place, branches: Branches): void {
  const expanded = opens(node) ? branches.isOpen(node) : null;
  const found = expanded ? branches.below(node) : undefined;
  rows.push({ type: 'node', key: node.key, node, expanded, busy: found?.list.busy ?? false, ...place });
  if (found) {
    addBelow(rows, node.key, place.level + 1, found, branches);
  }
}

function addBelow(
  rows: Row[],
  parent: string,
  level: number,
  { key, list, searched }: Below,
  branches: Branches
): void {
  const total = list.total ?? 0;
  const alone = { level, parent, position: 1, siblings: Math.max(1, total) };
  if (list.failure) {
    rows.push({ type: 'failure', key: `failure ${key}`, list: key, failure: list.failure, ...alone });
  }
  for (let index = 0; index < total; index++) {
    const place = { level, parent, position: index + 1, siblings: total };
    const node = list.at(index);
    if (node) {
      addNode(rows, node, place, branches);
    } else {
      rows.push({ type: 'pending', key: `pending ${index} ${key}`, list: key, index, ...place });
    }
  }
  if (list.total === 0) {
    rows.push({ type: 'note', key: `empty ${key}`, note: searched ? 'nothing-found' : 'empty', ...alone });
  }
}

/** A list that is there as a whole. */
export function entriesOf(nodes: readonly CatalogNode[]): Entries {
  return { total: nodes.length, failure: null, busy: false, at: index => nodes[index] };
}
