/** Cells that the section puts into the current notebook. */
import { NotebookActions, type INotebookTracker, type Notebook } from '@jupyterlab/notebook';

/** What the commands need of the notebook that a person works in. */
export interface CurrentNotebook {
  /** Whether there is one whose cells are Python. */
  isPython(): boolean;
  /** Puts a code cell below the active one, or into it where it is empty; runs it if told so. */
  insert(source: string, run: boolean): Promise<boolean>;
}

/** The current notebook of a tracker. */
export function currentNotebook(tracker: INotebookTracker): CurrentNotebook {
  return {
    isPython: () => {
      const language = tracker.currentWidget?.context.model.defaultKernelLanguage;
      return tracker.currentWidget !== null && (!language || language === 'python');
    },
    insert: async (source, run) => {
      const panel = tracker.currentWidget;
      if (!panel) {
        return false;
      }
      const cell = put(panel.content, source);
      return !run || !cell || NotebookActions.runCells(panel.content, [cell], panel.sessionContext);
    }
  };
}

function put(notebook: Notebook, source: string): Notebook['activeCell'] {
  const active = notebook.activeCell;
  if (active?.model.type !== 'code' || active.model.sharedModel.getSource().trim() !== '') {
    NotebookActions.insertBelow(notebook);
  }
  notebook.activeCell?.model.sharedModel.setSource(source);
  return notebook.activeCell;
}
