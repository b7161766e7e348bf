/** Writing into the notebook that a person works in. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { NotebookActions, type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';

import { cellMagic } from '../../cells/magic';
import type { IKernelLink } from '../../tokens';
import type { Surroundings } from './snippets';

const LOAD = '%load_ext iopsdata_jupyter';

/** The current notebook, as something to write into. */
export class NotebookWriter {
  constructor(
    private readonly shell: JupyterFrontEnd.IShell,
    private readonly tracker: INotebookTracker,
    private readonly link: IKernelLink
  ) {}

  /** Whether there is a notebook to write into. */
  get isOpen(): boolean {
    return this.tracker.currentWidget !== null;
  }

  /** Replaces the selection in the active cell by the text that fits what stands in it. */
  async insert(textFor: (into: Surroundings) => string): Promise<void> {
    const panel = this.tracker.currentWidget;
    const cell = panel?.content.activeCell;
    if (!panel || !cell) {
      return;
    }
    this.show(panel);
    await cell.ready;
    panel.content.mode = 'edit';
    const magic = cell.model.type === 'code' ? cellMagic(cell.model.sharedModel.getSource()) : null;
    cell.editor?.replaceSelection?.(textFor(magic?.kind ?? null));
    cell.editor?.focus();
  }

  /**
   * Adds a code cell below the active one, or fills that where it is empty; `selected` is the end of `source`.
   * A source that has to be read first goes into the notebook that was current when it was asked for.
   */
  async addCell(read: string | Promise<string>, selected = ''): Promise<void> {
    const panel = this.tracker.currentWidget;
    const source = await read;
    if (!panel || panel.isDisposed) {
      return;
    }
    this.show(panel);
    if (this.link.state.status === 'unloaded' && !loads(panel)) {
      fill(panel, LOAD);
    }
    fill(panel, source);
    await this.edit(panel, source, selected);
  }

  /** Puts the cursor behind `source` in the active cell, where that has not been left since. */
  private async edit({ content }: NotebookPanel, source: string, selected: string): Promise<void> {
    const cell = content.activeCell;
    // The notebook takes the focus for itself when it is shown and when its cells change, after this turn.
    await new Promise(resolve => setTimeout(resolve, 0));
    // A person may have gone to another cell by now.
    if (!cell || cell !== content.activeCell) {
      return;
    }
    content.mode = 'edit';
    if (!cell.editor) {
      await cell.ready;
    }
    if (cell.editor && cell.model.sharedModel.getSource() === source) {
      select(cell.editor, source.length - selected.length, source.length);
    }
  }

  private show(panel: NotebookPanel): void {
    if (!panel.isVisible) {
      this.shell.activateById(panel.id);
    }
  }
}

/** Whether some cell loads the extension, so that it only has to be run. */
function loads(panel: NotebookPanel): boolean {
  return panel.content.widgets.some(cell => cell.model.sharedModel.getSource().includes(LOAD));
}

function fill({ content }: NotebookPanel, source: string): void {
  const active = content.activeCell?.model;
  if (active?.type !== 'code' || active.sharedModel.getSource().trim() !== '') {
    NotebookActions.insertBelow(content);
  }
  content.activeCell?.model.sharedModel.setSource(source);
}

function select(editor: CodeEditor.IEditor, from: number, to: number): void {
  const [start, end] = [editor.getPositionAt(from), editor.getPositionAt(to)];
  if (start && end) {
    editor.setSelection({ start, end });
  }
  editor.focus();
}
