/** The rows of the list: what is saved and what is open, brought together. */
import type { ConnectionTest, SavedConnection } from '../../api/types';
import type { Connection, Failure, KernelState, OpenConnection } from '../../tokens';

/** What is known of whether a connection works. */
export type Finding =
  | { status: 'testing' }
  | { status: 'works'; test: Extract<ConnectionTest, { ok: true }> }
  | { status: 'failed'; failure: Failure };

/** One connection of the list. */
export interface Row extends Connection {
  /** Null where it is open and not saved. */
  saved: SavedConnection | null;
  /** How it stands in the kernel of the current notebook. */
  open: 'no' | 'open' | 'current';
  /** Whether statements of the kernel may change data through it; it can differ from what is saved. */
  writes: boolean;
  finding: Finding | null;
  lastUsed: Date | null;
  /** Other notebooks that have it open. */
  elsewhere: readonly string[];
}

/** What rows are made of. */
export interface Sources {
  saved: readonly SavedConnection[];
  kernel: KernelState;
  findings: ReadonlyMap<string, Finding>;
  /** ISO 8601, by name. */
  uses: Readonly<Record<string, string>>;
  elsewhere: (name: string) => readonly string[];
}

/** The kernel's own connection, in which DataFrames are tables; it is no entry of the list. */
export const NOTEBOOK = 'notebook';

/** Open connections that are not saved, then the saved ones; each by name. */
export function rowsOf(sources: Sources): Row[] {
  const { kernel, saved } = sources;
  const snapshot = kernel.status === 'ready' ? kernel.snapshot : null;
  const open = new Map((snapshot?.connections ?? []).map(connection => [connection.name, connection]));
  const names = new Set(saved.map(({ name }) => name));
  const unsaved = [...open.values()].filter(({ name }) => name !== NOTEBOOK && !names.has(name));
  const current = snapshot?.current ?? '';
  return [
    ...unsaved.map(connection => rowOf(connection, null, connection, current, sources)),
    ...saved.map(connection => rowOf(connection, connection, open.get(connection.name), current, sources))
  ];
}

/** The rows that hold every word of `search` in name, engine or address. */
export function matching(rows: readonly Row[], search: string): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return rows;
  }
  return rows.filter(({ name, driver, target }) => {
    const text = `${name} ${driver} ${target}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
}

function rowOf(
  { name, driver, target, access }: Connection,
  saved: SavedConnection | null,
  opened: OpenConnection | undefined,
  current: string,
  { findings, uses, elsewhere }: Sources
): Row {
  const used = uses[name];
  return {
    ...{ name, driver, target, access, saved },
    open: !opened ? 'no' : name === current ? 'current' : 'open',
    writes: opened?.access === 'read_write',
    finding: findings.get(name) ?? null,
    lastUsed: used === undefined ? null : new Date(used),
    elsewhere: elsewhere(name)
  };
}
