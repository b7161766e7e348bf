/** State of the history section; knows neither the DOM nor the network. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { HistoryEntry, HistoryPage, HistorySearch, Source, Verdict } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** Entries that one request brings. */
export const PAGE_SIZE = 100;

/** What the section needs of the server; each call rejects with an ApiFailure. */
export interface HistorySource {
  list(search: HistorySearch): Promise<HistoryPage>;
  remove(id: number): Promise<void>;
  clear(): Promise<void>;
  /** Whether entries are kept. */
  keeping(): Promise<Keeping>;
  keep(value: boolean): Promise<Keeping>;
}

/** The switch of the history. */
export interface Keeping {
  value: boolean;
  /** False where something stronger than the saved setting decides it, such as the environment. */
  canChange: boolean;
}

/** Which entries a person wants to see; empty texts: all. */
export interface HistoryFilter {
  words: string;
  connection: string;
  source: Source | '';
  verdict: Verdict | '';
}

/** What the section shows. */
export interface HistoryState {
  status: 'loading' | 'ready' | 'failed';
  /** Why the last reading failed; the entries that were read before stay. */
  failure: Failure | null;
  filter: HistoryFilter;
  entries: readonly HistoryEntry[];
  /** Whether older ones follow. */
  more: boolean;
  /** Whether a page is on its way. */
  reading: boolean;
  /** Null until it is known. */
  keeping: Keeping | null;
}

const EVERYTHING: HistoryFilter = { words: '', connection: '', source: '', verdict: '' };

/** The history as far as it was scrolled to. */
export class HistoryModel {
  constructor(private readonly source: HistorySource) {}

  get state(): HistoryState {
    return this._state;
  }

  get stateChanged(): ISignal<this, HistoryState> {
    return this._stateChanged;
  }

  /** Whether the filter leaves anything out. */
  get isFiltered(): boolean {
    return Object.values(this._state.filter).some(value => value !== '');
  }

  /** Reads the newest entries and the switch again. */
  async refresh(): Promise<void> {
    await Promise.all([this.read(), this.readKeeping()]);
  }

  /** Shows only entries that fit. */
  async filter(change: Partial<HistoryFilter>): Promise<void> {
    this.tell({ filter: { ...this._state.filter, ...change } });
    await this.read();
  }

  /** Shows all again. */
  async showAll(): Promise<void> {
    await this.filter(EVERYTHING);
  }

  /** Reads older entries behind those that are there; nothing where there are none or they are on their way. */
  async readMore(): Promise<void> {
    const last = this._state.entries.at(-1);
    if (this._state.more && !this._state.reading && last) {
      await this.read(last.id);
    }
  }

  /** Forgets one entry; rejects with an ApiFailure. */
  async remove(id: number): Promise<void> {
    await this.source.remove(id);
    this.removed.add(id);
    this.tell({ entries: this._state.entries.filter(entry => entry.id !== id) });
  }

  /** Forgets all entries; rejects with an ApiFailure. */
  async clear(): Promise<void> {
    await this.source.clear();
    await this.read();
  }

  /** Turns the keeping of entries on or off; rejects with an ApiFailure. */
  async keep(value: boolean): Promise<void> {
    this.switches += 1;
    this.tell({ keeping: await this.source.keep(value) });
  }

  private async read(before?: number): Promise<void> {
    const turn = ++this.turn;
    this.tell({ reading: true });
    const change = await this.page(before);
    // A slow earlier answer must not replace that to a newer question.
    if (turn === this.turn) {
      this.tell({ ...change, reading: false });
    }
  }

  private async page(before?: number): Promise<Partial<HistoryState>> {
    try {
      const { entries, more } = await this.source.list(this.search(before));
      const kept = before === undefined ? [] : this._state.entries;
      // A page that was read before an entry was deleted still has it.
      const left = entries.filter(({ id }) => !this.removed.has(id));
      return { status: 'ready', failure: null, entries: [...kept, ...left], more };
    } catch (error) {
      return { status: 'failed', failure: failureOf(error), more: false };
    }
  }

  private search(before?: number): HistorySearch {
    const { words, connection, source, verdict } = this._state.filter;
    return {
      limit: PAGE_SIZE,
      before,
      search: words.trim() || undefined,
      connection: connection || undefined,
      source: source || undefined,
      verdict: verdict || undefined
    };
  }

  private async readKeeping(): Promise<void> {
    const { switches } = this;
    try {
      const keeping = await this.source.keeping();
      // What was read before a person switched is old.
      if (switches === this.switches) {
        this.tell({ keeping });
      }
    } catch (error) {
      failureOf(error);
      // The list tells the same failure; the switch stays away.
      this.tell({ keeping: null });
    }
  }

  private tell(change: Partial<HistoryState>): void {
    this._state = { ...this._state, ...change };
    this._stateChanged.emit(this._state);
  }

  private _state: HistoryState = {
    status: 'loading',
    failure: null,
    filter: EVERYTHING,
    entries: [],
    more: false,
    reading: false,
    keeping: null
  };
  private turn = 0;
  private switches = 0;
  private readonly removed = new Set<number>();
  private readonly _stateChanged = new Signal<this, HistoryState>(this);
}

function failureOf(error: unknown): Failure {
  if (error instanceof ApiFailure) {
    return error.failure;
  }
  throw error;
}
