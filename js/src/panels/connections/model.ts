/** State of the connections panel; knows neither the DOM nor the network. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { SavedConnection } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { ConnectionsState, IConnectionsModel } from '../../tokens';

/** Reads the saved connections; rejects with an ApiFailure. */
export type ConnectionsSource = () => Promise<readonly SavedConnection[]>;

/** The saved connections, read from a source on demand. */
export class ConnectionsModel implements IConnectionsModel {
  constructor(private readonly source: ConnectionsSource) {}

  get state(): ConnectionsState<SavedConnection> {
    return this._state;
  }

  get stateChanged(): ISignal<this, ConnectionsState<SavedConnection>> {
    return this._stateChanged;
  }

  async refresh(): Promise<void> {
    const turn = ++this._turn;
    const state = await this.read();
    // A slow earlier answer must not replace a newer one.
    if (turn === this._turn) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private async read(): Promise<ConnectionsState<SavedConnection>> {
    try {
      return { status: 'ready', connections: byName(await this.source()) };
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      return { status: 'failed', failure: error.failure };
    }
  }

  private _state: ConnectionsState<SavedConnection> = { status: 'loading' };
  private _turn = 0;
  private readonly _stateChanged = new Signal<this, ConnectionsState<SavedConnection>>(this);
}

function byName(connections: readonly SavedConnection[]): readonly SavedConnection[] {
  return [...connections].sort((a, b) => a.name.localeCompare(b.name));
}
