/** State of the section: the list, what is searched for and chosen, and what tests found. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { ConnectionTest } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure, IKernelLink, KernelState } from '../../tokens';
import { Elsewhere } from './elsewhere';
import type { ConnectionsModel } from './model';
import { matching, rowsOf, type Finding, type Row } from './rows';

/** What the section asks of the server beside the list. */
export interface PanelWork {
  test(name: string): Promise<ConnectionTest>;
  /** When each connection was last used, in ISO 8601. */
  uses(): Promise<Readonly<Record<string, string>>>;
  /** Whether the kernel of a notebook runs. */
  isRunning(notebook: string): boolean;
}

/** What is shown. */
export interface PanelState {
  status: 'loading' | 'ready' | 'failed';
  failure: Failure | null;
  kernel: KernelState;
  search: string;
  /** Rows that match the search. */
  rows: readonly Row[];
  /** How many there are without a search. */
  total: number;
  /** Name of the chosen row; empty where none is. */
  chosen: string;
}

/** The section's state; knows neither the DOM nor the network. */
export class PanelModel {
  constructor(
    readonly saved: ConnectionsModel,
    private readonly link: Pick<IKernelLink, 'state' | 'stateChanged'>,
    private readonly work: PanelWork
  ) {
    this.elsewhere = new Elsewhere(notebook => work.isRunning(notebook));
    saved.stateChanged.connect(() => this.tell());
    link.stateChanged.connect(() => this.onKernel());
    this.elsewhere.learn(link.state);
    this._state = this.made();
  }

  get state(): PanelState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads the list again, and beside it when each was used. */
  async refresh(): Promise<void> {
    const uses = this.readUses();
    await this.saved.refresh();
    await uses;
  }

  /** Forgets what was found in another workspace, and reads when those of this one were used. */
  async restart(): Promise<void> {
    this.findings.clear();
    this.uses = {};
    this.tell();
    await this.readUses();
  }

  searchFor(text: string): void {
    this.search = text;
    this.tell();
  }

  choose(name: string): void {
    this.chosen = name;
    this.tell();
  }

  /** The row of that name, whatever is searched for; without a name the chosen one. */
  row(name?: string): Row | null {
    const wanted = name ?? this.state.chosen;
    return this.all.find(row => row.name === wanted) ?? null;
  }

  /** Opens a saved connection in the server, and keeps what was found. */
  async test(name: string): Promise<Finding> {
    this.find(name, { status: 'testing' });
    const finding = await this.tested(name);
    this.find(name, finding);
    return finding;
  }

  /** Keeps that a connection did not open. */
  markFailed(name: string, failure: Failure): void {
    this.find(name, { status: 'failed', failure });
  }

  /** Forgets what was found, because the connection has been changed or opened since. */
  forget(name: string): void {
    this.findings.delete(name);
    this.tell();
  }

  private async tested(name: string): Promise<Finding> {
    try {
      const test = await this.work.test(name);
      return test.ok ? { status: 'works', test } : { status: 'failed', failure: test.error };
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      return { status: 'failed', failure: error.failure };
    }
  }

  private find(name: string, finding: Finding): void {
    this.findings.set(name, finding);
    this.tell();
  }

  private async readUses(): Promise<void> {
    try {
      this.uses = await this.work.uses();
      this.tell();
    } catch (error) {
      // The list is of use without them, and tells itself what is wrong with the store.
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
    }
  }

  private onKernel(): void {
    this.elsewhere.learn(this.link.state);
    this.tell();
  }

  private tell(): void {
    this._state = this.made();
    this._changed.emit();
  }

  private made(): PanelState {
    const { state } = this.saved;
    const kernel = this.link.state;
    const current = kernel.status === 'none' ? '' : kernel.notebook;
    this.all = rowsOf({
      saved: state.status === 'ready' ? state.connections : [],
      kernel,
      findings: this.findings,
      uses: this.uses,
      elsewhere: name => this.elsewhere.notebooks(name, current)
    });
    const rows = matching(this.all, this.search);
    const chosen = rows.some(({ name }) => name === this.chosen) ? this.chosen : (rows[0]?.name ?? '');
    const failure = state.status === 'failed' ? state.failure : null;
    return {
      status: state.status,
      failure,
      kernel,
      search: this.search,
      rows,
      total: this.all.length,
      chosen
    };
  }

  private readonly elsewhere: Elsewhere;
  private readonly findings = new Map<string, Finding>();
  private readonly _changed = new Signal<this, void>(this);
  private all: readonly Row[] = [];
  private uses: Readonly<Record<string, string>> = {};
  private search = '';
  private chosen = '';
  private _state: PanelState;
}
