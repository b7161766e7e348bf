/** Something that takes a while to come. Knows neither the DOM nor the network. */
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiFailure } from '../failure';
import type { Failure } from '../tokens';

/** How far it is. */
export type LoadState<T> =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'failed'; failure: Failure }
  | { status: 'ready'; value: T };

/** Loads when it is asked to, as often as it is asked to. */
export class Loader<T> {
  /** `source` rejects with an ApiFailure. */
  constructor(private readonly source: () => Promise<T>) {}

  get state(): LoadState<T> {
    return this._state;
  }

  get stateChanged(): ISignal<this, LoadState<T>> {
    return this._stateChanged;
  }

  async load(): Promise<void> {
    const turn = ++this.turn;
    this.tell({ status: 'loading' });
    const state = await this.read();
    // A slow earlier answer must not replace a newer one.
    if (turn === this.turn) {
      this.tell(state);
    }
  }

  private async read(): Promise<LoadState<T>> {
    try {
      return { status: 'ready', value: await this.source() };
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      return { status: 'failed', failure: error.failure };
    }
  }

  private tell(state: LoadState<T>): void {
    this._state = state;
    this._stateChanged.emit(state);
  }

  private _state: LoadState<T> = { status: 'idle' };
  private readonly _stateChanged = new Signal<this, LoadState<T>>(this);
  private turn = 0;
}
