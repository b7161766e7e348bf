/** State of the saved settings: each with what decides it; saves that do not overwrite somebody else's. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { Setting, Settings, SettingValue } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** The routes that are needed; both reject with an ApiFailure. */
export interface SettingsRoutes {
  listSettings(): Promise<Settings>;
  saveSettings(settings: Values, revision?: string): Promise<Settings>;
}

export type Values = Readonly<Record<string, SettingValue>>;

/** A save that was refused. */
export interface Refused {
  failure: Failure;
  /** What was to be saved. */
  values: Values;
  /** Whether somebody else had saved settings meanwhile. */
  conflict: boolean;
}

/** What is known of the settings. */
export type SettingsState =
  | { status: 'loading' }
  | { status: 'failed'; failure: Failure }
  | {
      status: 'ready';
      settings: readonly Setting[];
      revision: string;
      precedence: readonly string[];
      /** Values on their way to the server. */
      pending: Values;
      refused: Refused | null;
    };

type Ready = Extract<SettingsState, { status: 'ready' }>;

const CONFLICT = 412;

/** The settings as this page knows them. */
export class SettingsModel {
  constructor(private readonly routes: SettingsRoutes) {}

  get state(): SettingsState {
    return this._state;
  }

  get stateChanged(): ISignal<this, SettingsState> {
    return this._stateChanged;
  }

  /** A setting by its name; null until it is read, or where the server has none of it. */
  find(name: string): Setting | null {
    const { state } = this;
    return state.status === 'ready' ? (state.settings.find(setting => setting.name === name) ?? null) : null;
  }

  /** What a setting is, or will be once it is saved. */
  valueOf(name: string): SettingValue {
    const { state } = this;
    const pending = state.status === 'ready' ? state.pending[name] : undefined;
    return pending !== undefined ? pending : (this.find(name)?.value ?? null);
  }

  /** Reads the settings again. */
  refresh(): Promise<void> {
    return this.inTurn(() => this.read());
  }

  /** Saves values after those that are on their way; a null forgets what was saved. */
  save(values: Values): Promise<void> {
    this.waiting.push(values);
    this.change(() => ({ pending: this.pending(), refused: null }));
    return this.inTurn(() => this.send(values));
  }

  /** Saves what was refused over what somebody else has saved. */
  async saveAgain(): Promise<void> {
    if (this._state.status === 'ready' && this._state.refused) {
      await this.save(this._state.refused.values);
    }
  }

  /** Leaves what is there. */
  dismiss(): void {
    this.change(() => ({ refused: null }));
  }

  private async read(): Promise<void> {
    try {
      this.show(await this.routes.listSettings(), null);
    } catch (error) {
      this.set({ status: 'failed', failure: known(error).failure });
    }
  }

  private async send(values: Values): Promise<void> {
    const { state } = this;
    if (state.status !== 'ready') {
      this.waiting.shift();
      return;
    }
    try {
      const saved = await this.routes.saveSettings(values, state.revision);
      this.waiting.shift();
      // What was refused before stays to be seen: the answer to a later save says nothing about it.
      this.show(saved, this._state.status === 'ready' ? this._state.refused : null);
    } catch (error) {
      this.waiting.shift();
      const { failure, status } = known(error);
      const conflict = status === CONFLICT;
      if (conflict) {
        await this.read();
      }
      this.change(() => ({ pending: this.pending(), refused: { failure, values, conflict } }));
    }
  }

  private show({ settings, revision, precedence }: Settings, refused: Refused | null): void {
    this.set({ status: 'ready', settings, revision, precedence, pending: this.pending(), refused });
  }

  /** What the saves that are not answered yet will leave. */
  private pending(): Values {
    return Object.assign({}, ...this.waiting) as Values;
  }

  private change(changed: (state: Ready) => Partial<Ready>): void {
    if (this._state.status === 'ready') {
      this.set({ ...this._state, ...changed(this._state) });
    }
  }

  private set(state: SettingsState): void {
    this._state = state;
    this._stateChanged.emit(state);
  }

  /** One request after the other: each is made of the revision that the one before has left. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this._before.then(work);
    this._before = done.catch(() => undefined);
    return done;
  }

  private readonly waiting: Values[] = [];
  private _state: SettingsState = { status: 'loading' };
  private _before: Promise<void> = Promise.resolve();
  private readonly _stateChanged = new Signal<this, SettingsState>(this);
}

function known(error: unknown): ApiFailure {
  if (!(error instanceof ApiFailure)) {
    throw error;
  }
  return error;
}
