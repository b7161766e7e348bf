/** State of the metrics and verified queries; knows neither the DOM nor the network. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { Metric, VerifiedQuery } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';
import { metricDraft, queryDraft, type Draft, type Fields } from './draft';

/** What the section needs of the server; each call rejects with an ApiFailure. */
export interface KnowledgeSource {
  metrics(): Promise<readonly Metric[]>;
  queries(): Promise<readonly VerifiedQuery[]>;
  /** Saves a new one, or the change of its original; `revision` undefined: whatever is there now. */
  save(draft: Draft, revision: string | undefined): Promise<void>;
  /** Deletes what was read; refused where somebody has changed it since. */
  removeMetric(metric: Metric): Promise<void>;
  removeQuery(query: VerifiedQuery): Promise<void>;
}

/** A form that is open. */
export interface Editing {
  draft: Draft;
  saving: boolean;
  /** Why it was not saved. */
  failure: Failure | null;
  /** Whether somebody else was faster. */
  conflict: boolean;
}

/** What the section shows. */
export interface KnowledgeState {
  status: 'loading' | 'ready' | 'failed';
  failure: Failure | null;
  metrics: readonly Metric[];
  queries: readonly VerifiedQuery[];
  search: string;
  editing: Editing | null;
}

/** The status of a save that came too late. */
const CHANGED = 412;

/** Metrics and verified queries, and the form for one of them. */
export class KnowledgeModel {
  constructor(private readonly source: KnowledgeSource) {}

  get state(): KnowledgeState {
    return this._state;
  }

  get stateChanged(): ISignal<this, KnowledgeState> {
    return this._stateChanged;
  }

  /** Reads both lists again. */
  async refresh(): Promise<void> {
    const turn = ++this.turn;
    const change = await this.lists();
    if (turn === this.turn) {
      this.tell(change);
    }
  }

  /** Shows only what holds all of the words. */
  search(words: string): void {
    this.tell({ search: words });
  }

  /** Opens the form. */
  edit(draft: Draft): void {
    this.forms += 1;
    this.tell({ editing: { draft, saving: false, failure: null, conflict: false } });
  }

  /** Changes fields of the open form. */
  change(fields: Fields): void {
    const { editing } = this._state;
    if (editing) {
      this.tell({ editing: { ...editing, draft: { ...editing.draft, ...fields } as Draft } });
    }
  }

  /** Closes the form; what was written in it is gone. */
  cancel(): void {
    this.forms += 1;
    this.tell({ editing: null });
  }

  /** Saves the form and closes it; `overwrite`: also where somebody else was faster. Whether it was saved. */
  async save(overwrite = false): Promise<boolean> {
    const { editing } = this._state;
    if (!editing || editing.saving) {
      return false;
    }
    const { draft } = editing;
    const form = this.forms;
    this.tell({ editing: { draft, saving: true, failure: null, conflict: false } });
    try {
      await this.source.save(draft, overwrite ? undefined : draft.original?.revision);
    } catch (error) {
      const { failure, status } = failureOf(error);
      this.end(form, now => ({ ...now, saving: false, failure, conflict: status === CHANGED }));
      return false;
    }
    this.end(form, () => null);
    await this.refresh();
    return true;
  }

  /** Puts into the form what is saved now; closes it where that is gone. */
  async takeTheirs(): Promise<void> {
    await this.refresh();
    const draft = this._state.editing?.draft;
    const fresh = draft && this.fresh(draft);
    if (fresh) {
      this.edit(fresh);
    } else {
      this.cancel();
    }
  }

  /** Deletes a metric; rejects with an ApiFailure. */
  async removeMetric(metric: Metric): Promise<void> {
    await this.removed(this.source.removeMetric(metric));
  }

  /** Deletes a verified query; rejects with an ApiFailure. */
  async removeQuery(query: VerifiedQuery): Promise<void> {
    await this.removed(this.source.removeQuery(query));
  }

  /** What becomes of a form that was being saved; nothing where it is closed, or another is open since. */
  private end(form: number, become: (now: Editing) => Editing | null): void {
    const { editing } = this._state;
    if (editing && form === this.forms) {
      this.tell({ editing: become(editing) });
    }
  }

  private async removed(removing: Promise<void>): Promise<void> {
    try {
      await removing;
    } finally {
      // Also where somebody has changed it: what is shown is old then.
      await this.refresh();
    }
  }

  private fresh(draft: Draft): Draft | null {
    if (draft.kind === 'metric') {
      const metric = this._state.metrics.find(({ name }) => name === draft.original?.name);
      return metric ? metricDraft(metric, draft.connection) : null;
    }
    const query = this._state.queries.find(({ id }) => id === draft.original?.id);
    return query ? queryDraft(query) : null;
  }

  private async lists(): Promise<Partial<KnowledgeState>> {
    try {
      const [metrics, queries] = await Promise.all([this.source.metrics(), this.source.queries()]);
      return { status: 'ready', failure: null, metrics, queries };
    } catch (error) {
      return { status: 'failed', failure: failureOf(error).failure };
    }
  }

  private tell(change: Partial<KnowledgeState>): void {
    this._state = { ...this._state, ...change };
    this._stateChanged.emit(this._state);
  }

  private _state: KnowledgeState = {
    status: 'loading',
    failure: null,
    metrics: [],
    queries: [],
    search: '',
    editing: null
  };
  private turn = 0;
  /** Forms opened and closed so far. */
  private forms = 0;
  private readonly _stateChanged = new Signal<this, KnowledgeState>(this);
}

function failureOf(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) {
    return error;
  }
  throw error;
}
