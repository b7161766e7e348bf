/** Which connection a cell means, and in which dialect its SQL is. Knows no editor. */
import type { ConnectionsState, KernelSnapshot } from '../tokens';
import { namedConnection, type CellMagic } from './magic';

/** The notebook's own database, which a cell reads that names no connection where none is open. */
const NOTEBOOK = 'notebook';

/** Connections that need no saving. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  [NOTEBOOK, 'duckdb'],
  ['sample', 'duckdb']
]);

/** What is known of connections: the saved ones of the store, the open ones of the notebook's kernel. */
export class KnownConnections {
  constructor(
    saved: ConnectionsState | null,
    private readonly snapshot: KernelSnapshot | null
  ) {
    const listed = saved?.status === 'ready' ? saved.connections : [];
    this.dialects = new Map([
      ...BUILT_IN,
      ...listed.map(({ name, driver }) => [name, driver] as const),
      ...(snapshot?.connections ?? []).map(({ name, dialect }) => [name, dialect] as const)
    ]);
  }

  /** Names that stand for a connection on a magic's line. */
  get names(): ReadonlySet<string> {
    return new Set(this.dialects.keys());
  }

  /** The connection that the cell means: the one it names, or the kernel's current one. */
  connectionOf(magic: CellMagic): string {
    return namedConnection(magic, this.names) ?? this.snapshot?.current ?? NOTEBOOK;
  }

  /** sqlglot's name of the cell's dialect, or a driver's name. */
  dialectOf(magic: CellMagic): string {
    return this.dialects.get(this.connectionOf(magic)) ?? 'duckdb';
  }

  /** Whether every cell is read alike with the other's knowledge. */
  equals(other: KnownConnections): boolean {
    return this.key === other.key;
  }

  private get key(): string {
    return JSON.stringify([this.snapshot?.current ?? null, [...this.dialects]]);
  }

  private readonly dialects: ReadonlyMap<string, string>;
}
