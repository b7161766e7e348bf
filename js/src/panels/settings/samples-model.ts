/** Which saved connections may tell a model values of their data. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { ConnectionChange, SavedConnection } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Connection, Failure } from '../../tokens';

/** The routes that are needed; every one rejects with an ApiFailure. */
export interface SamplesRoutes {
  listConnections(): Promise<readonly (Connection & { samples?: boolean })[]>;
  getConnection(name: string): Promise<SavedConnection>;
  changeConnection(name: string, body: ConnectionChange, revision?: string): Promise<SavedConnection>;
}

/** What is known of connections. */
export interface SamplesState {
  connections: readonly { name: string; samples: boolean }[] | null;
  /** The connection whose switch is on its way. */
  busy: string | null;
  failure: Failure | null;
}

/** The switches, one for each saved connection. */
export class SamplesModel {
  constructor(private readonly routes: SamplesRoutes) {}

  get state(): SamplesState {
    return this._state;
  }

  get stateChanged(): ISignal<this, SamplesState> {
    return this._stateChanged;
  }

  /** Reads the connections. */
  async refresh(): Promise<void> {
    await this.work(null, () => this.read());
  }

  /** Allows or forbids samples; address, access and secrets of the connection stay as they are. */
  async allow(name: string, samples: boolean): Promise<void> {
    this.show(name, samples);
    await this.work(name, async () => {
      const { target, access, revision } = await this.routes.getConnection(name);
      const change = { target, access, samples, confirm_write: access === 'read_write' };
      await this.routes.changeConnection(name, change, revision);
      await this.read();
    });
  }

  /** Sets a switch as it will be once it is saved; null: back, since that was refused. */
  private show(name: string, samples: boolean | null): void {
    const connections = this._state.connections ?? [];
    this.set({
      connections: connections.map(one =>
        one.name === name ? { name, samples: samples ?? !one.samples } : one
      )
    });
  }

  private async read(): Promise<void> {
    const found = await this.routes.listConnections();
    const connections = found.map(({ name, samples }) => ({ name, samples: samples === true }));
    this.set({ connections: connections.sort((a, b) => a.name.localeCompare(b.name)) });
  }

  private async work(busy: string | null, task: () => Promise<void>): Promise<void> {
    this.set({ busy, failure: null });
    try {
      await task();
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      this.set({ failure: error.failure });
      if (busy !== null) {
        this.show(busy, null);
      }
    } finally {
      this.set({ busy: null });
    }
  }

  private set(change: Partial<SamplesState>): void {
    this._state = { ...this._state, ...change };
    this._stateChanged.emit(this._state);
  }

  private _state: SamplesState = { connections: null, busy: null, failure: null };
  private readonly _stateChanged = new Signal<this, SamplesState>(this);
}
