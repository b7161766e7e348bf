/** State of the catalog: what is open, read, looked for and chosen. Knows neither the DOM nor the network. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { DataFrame, Failure } from '../../tokens';
import { Lists, type Readers } from './lists';
import {
  connectionOf,
  FRAMES,
  frameNode,
  keyOf,
  nameOf,
  type CatalogNode,
  type ConnectionNode,
  type FrameNode,
  type FramesNode
} from './nodes';
import { entriesOf, rowsOf, type Below, type NoteRow, type Row } from './rows';

/** Milliseconds that a person may pause while typing before the catalogs are searched. */
export const PAUSE_MS = 250;

/** Open branches that are remembered. */
const MOST_REMEMBERED = 200;

/** The notebook that a person works in, as far as the tree shows it. */
export interface Notebook {
  path: string;
  /** Null where its kernel has not loaded the extension. */
  frames: readonly DataFrame[] | null;
}

/** What the tree is made from. */
export interface Roots {
  /** `failure` instead of what could not be read; null while it is being read. */
  connections: readonly Omit<ConnectionNode, 'kind' | 'key'>[] | null;
  failure: Failure | null;
  notebook: Notebook | null;
}

/** The tree of the catalog. */
export class CatalogModel {
  constructor(readers: Readers) {
    this.lists = new Lists(readers, () => this.change());
  }

  /** Emitted after each change of the rows, of the chosen one or of the search. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The lines of the tree, from the first to the last. */
  get rows(): readonly Row[] {
    this._rows ??= this.makeRows();
    return this._rows;
  }

  get roots(): Roots {
    return this._roots;
  }

  /** What is typed into the filter. */
  get filter(): string {
    return this._filter;
  }

  /** Key of the chosen line. */
  get active(): string | null {
    return this._active;
  }

  /** The chosen node. */
  get activeNode(): CatalogNode | null {
    const row = this.rows[this.indexOf(this._active)];
    return row?.type === 'node' ? row.node : null;
  }

  /** Whether the tree is seen: until it is, nothing is read. */
  set shown(shown: boolean) {
    this._shown = shown;
    this.change();
  }

  /** Keys of the open branches, for the next time. */
  get open(): readonly string[] {
    return [...this.opened].slice(-MOST_REMEMBERED);
  }

  /** sqlglot's name of a connection's dialect; empty until its catalog has been read. */
  dialectOf(connection: string): string {
    return this.lists.dialectOf(connection) ?? '';
  }

  /** When a connection's catalog was read, as ISO 8601; null where it was not, or nobody tells. */
  readAt(connection: string): string | null {
    return this.lists.readAt(connection);
  }

  setRoots(roots: Roots): void {
    this._roots = roots;
    const connections = roots.connections?.map<[string, string]>(root => [
      root.connection,
      JSON.stringify([root.driver, root.target])
    ]);
    const frames = (roots.notebook?.frames ?? []).map<[string, string]>(frame => [
      keyOf('frame', frame.name),
      JSON.stringify([roots.notebook?.path, frame.rows, frame.columns])
    ]);
    this.lists.keep(connections ? new Map(connections) : null, new Map(frames));
    this.change();
  }

  /** Opens the branches that were open the last time. */
  restore(open: readonly string[]): void {
    this.opened = new Set([...open, ...this.opened]);
    this.change();
  }

  activate(key: string | null): void {
    if (key !== this._active) {
      this._active = key;
      this._changed.emit();
    }
  }

  /** Opens or closes a branch. */
  toggle(node: CatalogNode): void {
    this.setOpen(node, !this.isOpen(node));
  }

  setOpen(node: CatalogNode, open: boolean): void {
    const keys = this.isOpenByItself(node) ? this.closed : this.opened;
    if (open === (keys === this.opened)) {
      keys.add(node.key);
    } else {
      keys.delete(node.key);
    }
    this.change();
  }

  closeAll(): void {
    this.opened.clear();
    this.closed.clear();
    this.change();
  }

  /** Shows only what has `text` in its name; the catalogs are searched when the typing pauses. */
  setFilter(text: string): void {
    this._filter = text;
    this._changed.emit();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(text.trim()), text.trim() ? PAUSE_MS : 0);
  }

  /** Reads what the lines from one index to another lack. */
  need(from: number, to: number): void {
    for (const row of this.rows.slice(from, to + 1)) {
      if (row.type === 'pending') {
        this.lists.ensure(row.list, row.index);
      }
    }
  }

  /** Reads a branch again that could not be read. */
  retry(list: string): void {
    this.lists.retry(list);
  }

  /** Reads a connection anew; without one, every connection that was read, and all DataFrames. */
  refresh(connection: string | null = null): void {
    this.lists.refresh(connection);
    this.change();
  }

  indexOf(key: string | null): number {
    return key === null ? -1 : this.rows.findIndex(row => row.key === key);
  }

  private search(text: string): void {
    if (text !== this.searched) {
      this.searched = text;
      this.closed.clear();
      this.lists.forgetSearches();
      this.change();
    }
  }

  private change(): void {
    this._rows = null;
    if (this._shown) {
      this.readOpen();
    }
    this._changed.emit();
  }

  /** Asks for the first page of each branch that is open and was not read. */
  private readOpen(): void {
    for (const row of [...this.rows]) {
      if (row.type === 'node' && row.expanded && row.node.kind !== 'frames') {
        this.lists.open(row.node, this.searched);
      }
    }
    this._rows = null;
  }

  private makeRows(): Row[] {
    const frames = this.chosenFrames();
    const rows = rowsOf([...this.chosenConnections(), ...this.framesRoot(frames.length)], {
      isOpen: node => this.isOpen(node),
      below: node =>
        node.kind === 'frames' ? this.belowFrames(frames) : this.lists.below(node, this.searched)
    });
    return [...rows, ...this.notes(rows)];
  }

  /** The connections in which the search may find something. */
  private chosenConnections(): ConnectionNode[] {
    const all = (this._roots.connections ?? []).map<ConnectionNode>(root => ({
      kind: 'connection',
      key: keyOf('connection', root.connection),
      ...root
    }));
    const found = (node: ConnectionNode): boolean =>
      this.isSearched(node) && this.lists.below(node, this.searched)?.list.total !== 0;
    return all.filter(node => holds(nameOf(node), this.searched) || found(node));
  }

  private chosenFrames(): FrameNode[] {
    const frames = this._roots.notebook?.frames ?? [];
    return frames.map(frameNode).filter(node => holds(nameOf(node), this.searched));
  }

  private framesRoot(count: number): FramesNode[] {
    const { notebook } = this._roots;
    const shown = notebook !== null && (count > 0 || !this.searched);
    return shown ? [{ kind: 'frames', key: FRAMES, notebook: notebook.path, count }] : [];
  }

  private belowFrames(frames: readonly FrameNode[]): Below | undefined {
    const known = this._roots.notebook?.frames != null;
    return known ? { key: FRAMES, list: entriesOf(frames), searched: false } : undefined;
  }

  private isSearched(node: ConnectionNode): boolean {
    return this.lists.dialectOf(node.connection) !== null;
  }

  private isOpen(node: CatalogNode): boolean {
    return this.isOpenByItself(node) ? !this.closed.has(node.key) : this.opened.has(node.key);
  }

  /** DataFrames are shown unless somebody closed them; so is what a search found. */
  private isOpenByItself(node: CatalogNode): boolean {
    const found = this.searched !== '' && node.kind === 'connection' && this.isSearched(node);
    return node.kind === 'frames' || found;
  }

  private notes(rows: readonly Row[]): NoteRow[] {
    const alone = { type: 'note', level: 1, parent: null, position: 1, siblings: 1 } as const;
    if (!this.searched) {
      const unloaded = this._roots.notebook?.frames === null && this.isFramesOpen;
      return unloaded ? [{ ...alone, key: 'unloaded', level: 2, parent: FRAMES, note: 'unloaded' }] : [];
    }
    const unread = (this._roots.connections ?? []).some(
      root => this.lists.dialectOf(root.connection) === null
    );
    const notes: NoteRow[] = rows.length === 0 ? [{ ...alone, key: 'nothing', note: 'nothing-found' }] : [];
    return unread ? [...notes, { ...alone, key: 'unread', note: 'unread' }] : notes;
  }

  private get isFramesOpen(): boolean {
    return !this.closed.has(FRAMES);
  }

  private readonly lists: Lists;
  private readonly _changed = new Signal<this, void>(this);
  private _roots: Roots = { connections: null, failure: null, notebook: null };
  private _rows: readonly Row[] | null = null;
  private _active: string | null = null;
  private _filter = '';
  private _shown = false;
  /** What the rows are searched for; follows the filter. */
  private searched = '';
  private opened = new Set<string>();
  private readonly closed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
}

function holds(name: string, text: string): boolean {
  return name.toLocaleLowerCase().includes(text.toLocaleLowerCase());
}

/** The connection that is to be read anew with a node; null for all. */
export function connectionOfNode(node: CatalogNode | null): string | null {
  return node && connectionOf(node.key);
}
