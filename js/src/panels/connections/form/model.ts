/** State of a form: what is filled in, what a test found, and what became of saving. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { Client } from '../../../api/client';
import type { ConnectionTest, SavedConnection } from '../../../api/types';
import { ApiFailure } from '../../../failure';
import type { Failure } from '../../../tokens';
import type { EngineId } from '../engines';
import {
  addressProblems,
  draftOf,
  isSamePlace,
  newDraft,
  problemsOf,
  savedBody,
  targetOf,
  testedBody,
  withEngine,
  withForm,
  type Draft,
  type Problems,
  type Scope
} from './draft';

/** What a form asks of the server. */
export interface FormWork extends Pick<
  Client,
  'getConnection' | 'createConnection' | 'changeConnection' | 'testConnection' | 'testNewConnection'
> {
  /** Where connections are saved at this moment. */
  scope(): Promise<Scope>;
}

/** What is shown. */
export interface FormState {
  status: 'loading' | 'editing' | 'testing' | 'saving';
  /** Of the connection that is edited; null for a new one. */
  name: string | null;
  draft: Draft;
  /** What is saved; null for a new connection. */
  saved: SavedConnection | null;
  scope: Scope;
  /** Those that a person has been told of. */
  problems: Problems;
  test: ConnectionTest | null;
  failure: Failure | null;
  /** Whether somebody else has changed or deleted it since it was read, or it could not be read at all. */
  isStale: boolean;
  /** Whether anything was filled in since it was read or saved. */
  isDirty: boolean;
  /** Whether it was saved here, and nothing was filled in since. */
  isSaved: boolean;
  /** Whether a password was given, and the server's settings do not let it be kept. */
  passwordDropped: boolean;
}

/** Answers to an edit of something that has changed or gone. */
const STALE: ReadonlySet<number> = new Set([404, 412]);

/** The form's state; knows neither the DOM nor the network. */
export class FormModel {
  /** `name` is that of a saved connection; null: a new one. */
  constructor(
    private readonly work: FormWork,
    name: string | null,
    engine: EngineId = 'postgresql'
  ) {
    this._state = { ...BLANK, name, draft: newDraft(engine) };
  }

  get state(): FormState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Sent when it has been saved. */
  get saved(): ISignal<this, SavedConnection> {
    return this._saved;
  }

  /** Reads what is saved, in place of what was filled in. */
  async load(): Promise<void> {
    const { name } = this.state;
    this.set({ status: 'loading', failure: null });
    await this.attempt(async () => {
      const [scope, saved] = await Promise.all([
        this.work.scope(),
        name === null ? null : this.work.getConnection(name)
      ]);
      const draft = saved ? draftOf(saved) : this.state.draft;
      this.set({ ...BLANK, name, draft, saved, scope });
    });
  }

  /** Takes what a person filled in. */
  fill(fields: Partial<Draft>): void {
    this.redraw({ ...this.state.draft, ...fields });
  }

  chooseEngine(engine: EngineId): void {
    this.redraw(withEngine(this.state.draft, engine));
  }

  chooseForm(by: Draft['by']): void {
    this.redraw(withForm(this.state.draft, by));
  }

  /** Opens it in the server: as it is saved where nothing was changed, else as it is filled in. */
  async test(): Promise<void> {
    const { draft, saved } = this.state;
    const problems = addressProblems(draft);
    this.set({ problems, test: null, failure: null });
    if (isFree(problems)) {
      this.set({ status: 'testing' });
      await this.attempt(async () => {
        const asSaved = saved !== null && draft.password === '' && isSamePlace(draft, saved);
        const test = asSaved
          ? await this.work.testConnection(saved.name)
          : await this.work.testNewConnection(testedBody(draft));
        this.set({ test });
      });
    }
  }

  /** Saves it, unless something is wrong with it. */
  async save(): Promise<void> {
    this.set({ status: 'saving', failure: null });
    await this.attempt(async () => {
      this.rescope(await this.work.scope());
      const problems = problemsOf(this.state.draft, this.state.scope);
      this.set({ problems });
      if (isFree(problems)) {
        this.keep(await this.sent());
      }
    });
  }

  /** Forgets what was typed. */
  dispose(): void {
    this._state = { ...this._state, draft: { ...this._state.draft, password: '', url: '' } };
    Signal.clearData(this);
  }

  /** What was said for one workspace is not said for another, which may have been chosen meanwhile. */
  private rescope(scope: Scope): void {
    const { scope: before, draft } = this.state;
    if (scope.kind !== before.kind || (scope.kind === 'workspace' && scope.name !== nameOf(before))) {
      this.set({ scope, draft: { ...draft, confirmedSharing: false } });
    }
  }

  private sent(): Promise<SavedConnection> {
    const { draft, saved } = this.state;
    const body = savedBody(draft, saved);
    if (saved) {
      return this.work.changeConnection(saved.name, body, saved.revision);
    }
    const name = draft.name.trim();
    return this.work.createConnection(name ? { ...body, name } : body);
  }

  private keep(saved: SavedConnection): void {
    const { draft, scope, test } = this.state;
    const passwordDropped = draft.password !== '' && draft.keepPassword && !saved.has_password;
    this.set({
      ...BLANK,
      ...{ name: saved.name, draft: draftOf(saved), saved, scope, test, passwordDropped, isSaved: true }
    });
    this._saved.emit(saved);
  }

  private redraw(draft: Draft): void {
    const { draft: before, problems, scope, test } = this.state;
    const isSameTest = targetOf(draft) === targetOf(before) && draft.password === before.password;
    // A person is told of what is wrong when testing or saving, and that it is right as soon as it is.
    const left = problemsOf(draft, scope);
    const still = Object.entries(problems).filter(([field]) => field in left);
    this.set({
      ...{ draft, problems: Object.fromEntries(still), test: isSameTest ? test : null },
      ...{ isDirty: true, isSaved: false, passwordDropped: false }
    });
  }

  /** Does `work`; a failure of the server becomes one of the form. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      const { name, saved, isStale } = this.state;
      const isGone = name !== null && (saved === null || STALE.has(error.status));
      this.set({ failure: error.failure, isStale: isStale || isGone });
    } finally {
      this.set({ status: 'editing' });
    }
  }

  private set(state: Partial<FormState>): void {
    this._state = { ...this._state, ...state };
    this._changed.emit();
  }

  private _state: FormState;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _saved = new Signal<this, SavedConnection>(this);
}

const BLANK: FormState = {
  ...{ status: 'editing', name: null, draft: newDraft('postgresql'), saved: null, scope: { kind: 'own' } },
  ...{ problems: {}, test: null, failure: null, isStale: false },
  ...{ isDirty: false, isSaved: false, passwordDropped: false }
};

function isFree(problems: Problems): boolean {
  return Object.keys(problems).length === 0;
}

function nameOf(scope: Scope): string {
  return scope.kind === 'workspace' ? scope.name : '';
}
