/** What a key does in the tree, as the ARIA practices for trees have it. Knows no DOM. */
import { nameOf } from './nodes';
import type { NodeRow, Row } from './rows';

/** Lines that Page Up and Page Down pass. */
const LEAP = 12;

/** Milliseconds after which a letter begins a new name. */
const TYPING_MS = 700;

/** `use`: the chosen node's own action; `menu`: its context menu. */
export type Move =
  | { to: number }
  | { open: NodeRow }
  | { close: NodeRow }
  | { use: Row }
  | { toggle: NodeRow }
  | { menu: Row };

/** What a key does while the line at `at` is chosen (-1: none); null for a key that is not the tree's. */
export function moveOf(key: string, rows: readonly Row[], at: number): Move | null {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return step(rows, at + 1);
    case 'ArrowUp':
      return step(rows, at - 1);
    case 'PageDown':
      return step(rows, at + LEAP);
    case 'PageUp':
      return step(rows, at - LEAP);
    case 'Home':
      return step(rows, 0);
    case 'End':
      return step(rows, rows.length - 1);
    default:
      return row ? moveOn(key, rows, at, row) : null;
  }
}

/** What of a keyboard event counts here. */
export type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'timeStamp'>;

/** What keys do in the tree; letters that follow each other quickly are the beginning of one name. */
export class Keys {
  /** The move of a key while the line at `at` is chosen; null for a key that is not the tree's. */
  move(stroke: Stroke, rows: readonly Row[], at: number): Move | null {
    if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) {
      return null;
    }
    const key = stroke.key === 'F10' && stroke.shiftKey ? 'ContextMenu' : stroke.key;
    if (!this.isLetter(key, stroke.timeStamp)) {
      return moveOf(key, rows, at);
    }
    this.typed += key;
    this.typedAt = stroke.timeStamp;
    return typedAhead(this.typed, rows, at);
  }

  /** Whether a key is part of a name; a blank is where it does not begin one. */
  private isLetter(key: string, now: number): boolean {
    if (now - this.typedAt > TYPING_MS) {
      this.typed = '';
    }
    return key.length === 1 && (key !== ' ' || this.typed !== '');
  }

  private typed = '';
  private typedAt = 0;
}

/** The next line whose name begins with what was typed; null where there is none. */
export function typedAhead(typed: string, rows: readonly Row[], at: number): Move | null {
  const wanted = typed.toLocaleLowerCase();
  // A second letter goes on from the line that the first one chose.
  const from = Math.max(0, typed.length > 1 ? at : at + 1);
  const order = [...rows.keys()].slice(from).concat([...rows.keys()].slice(0, from));
  const to = order.find(index => {
    const row = rows[index];
    return row?.type === 'node' && nameOf(row.node).toLocaleLowerCase().startsWith(wanted);
  });
  return to === undefined ? null : { to };
}

function moveOn(key: string, rows: readonly Row[], at: number, row: Row): Move | null {
  switch (key) {
    case 'ArrowRight':
      return inwards(rows, at, row);
    case 'ArrowLeft':
      return outwards(rows, row);
    case 'Enter':
      return { use: row };
    case ' ':
      return row.type === 'node' && row.expanded !== null ? { toggle: row } : { use: row };
    case 'ContextMenu':
      return { menu: row };
    default:
      return null;
  }
}

function inwards(rows: readonly Row[], at: number, row: Row): Move | null {
  if (row.type !== 'node' || row.expanded === null) {
    return null;
  }
  return row.expanded ? (rows[at + 1]?.parent === row.key ? { to: at + 1 } : null) : { open: row };
}

function outwards(rows: readonly Row[], row: Row): Move | null {
  if (row.type === 'node' && row.expanded) {
    return { close: row };
  }
  const to = rows.findIndex(other => other.key === row.parent);
  return to < 0 ? null : { to };
}

function step(rows: readonly Row[], to: number): Move | null {
  return rows.length === 0 ? null : { to: Math.min(rows.length - 1, Math.max(0, to)) };
}
