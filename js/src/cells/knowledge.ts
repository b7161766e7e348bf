/** What the toolbar, the highlighting and the commands know of a cell: connections, its last run, a note on it. */
import type { ICodeCellModel } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnectionsModel, IKernelLink, KernelSnapshot, KernelState } from '../tokens';
import { KnownConnections } from './dialects';
import { factsOf, type CellFacts } from './facts';
import { outcomeOf, type Outcome } from './outcome';

/** What an action has to say, in the cell's own toolbar. */
export interface Note {
  kind: 'words' | 'failure';
  lines: readonly string[];
}

/** Knowledge of the cells of all open notebooks. */
export class CellKnowledge {
  constructor(
    private readonly connections: IConnectionsModel | null,
    private readonly link: IKernelLink | null,
    private readonly tracker: INotebookTracker | null
  ) {
    connections?.stateChanged.connect(() => this._changed.emit());
    link?.stateChanged.connect(() => this.onKernel());
    this.onKernel();
  }

  /** Emitted when connections, the kernel or a note changed; not for text and outputs. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The kernel of the notebook that a person works in. */
  get kernel(): KernelState {
    return this.link?.state ?? { status: 'none' };
  }

  /** The connections that a cell can name. */
  known(model: CodeEditor.IModel): KnownConnections {
    return new KnownConnections(this.connections?.state ?? null, this.snapshotFor(model));
  }

  /** The facts of a cell with this text; null where it has no magic of ours. */
  facts(model: CodeEditor.IModel, text = model.sharedModel.getSource()): CellFacts | null {
    return factsOf(text, outcomeIn(model), this.known(model).names);
  }

  /** What the last action said. */
  note(model: CodeEditor.IModel): Note | null {
    return this.notes.get(model) ?? null;
  }

  /** Says something in the cell's toolbar; null takes it away. */
  tell(model: CodeEditor.IModel, note: Note | null): void {
    if (note === null) {
      this.notes.delete(model);
    } else {
      this.notes.set(model, note);
    }
    this._changed.emit();
  }

  private onKernel(): void {
    const state = this.kernel;
    if (state.status === 'ready') {
      this.snapshots.set(state.notebook, state.snapshot);
    } else if (state.status !== 'none') {
      this.snapshots.delete(state.notebook);
    }
    this._changed.emit();
  }

  /** What is open in the kernel of the cell's notebook; before the cell is in one, of the current. */
  private snapshotFor(model: CodeEditor.IModel): KernelSnapshot | null {
    const holds = (panel: NotebookPanel): boolean => panel.content.widgets.some(cell => cell.model === model);
    const path = this.tracker?.find(holds)?.context.path;
    const state = this.kernel;
    if (path === undefined) {
      return state.status === 'ready' ? state.snapshot : null;
    }
    return this.snapshots.get(path) ?? null;
  }

  private readonly snapshots = new Map<string, KernelSnapshot>();
  private readonly notes = new WeakMap<CodeEditor.IModel, Note>();
  private readonly _changed = new Signal<this, void>(this);
}

/** Whether the text in an editor is a code cell's. */
export function isCodeCell(model: CodeEditor.IModel): model is ICodeCellModel {
  return 'outputs' in model && 'executionState' in model;
}

/** What the cell's outputs say of its last run. */
export function outcomeIn(model: CodeEditor.IModel): Outcome {
  if (!isCodeCell(model)) {
    return outcomeOf([]);
  }
  const { outputs } = model;
  return outcomeOf(
    Array.from({ length: outputs.length }, (_, at) => {
      const { type, data, metadata, executionCount } = outputs.get(at);
      const ename = type === 'error' ? outputs.get(at).toJSON()['ename'] : undefined;
      return { type, data, metadata, executionCount, ename };
    })
  );
}
