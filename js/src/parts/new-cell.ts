/** Putting code into the notebook that a person works in; it is never run here. */
import { Notification } from '@jupyterlab/apputils';
import { NotebookActions, type INotebookTracker } from '@jupyterlab/notebook';

import type { Translate } from '../replies';

/** Inserts a code cell below the active one, in edit mode; false where no notebook is open. */
export function insertCell(tracker: INotebookTracker, source: string): boolean {
  const notebook = tracker.currentWidget?.content;
  if (!notebook?.model) {
    return false;
  }
  NotebookActions.insertBelow(notebook);
  notebook.activeCell?.model.sharedModel.setSource(source);
  notebook.mode = 'edit';
  return true;
}

/** Inserts a code cell, or says that no notebook is open. */
export function insertOrTell(tracker: INotebookTracker | null, source: string, trans: Translate): void {
  if (!tracker || !insertCell(tracker, source)) {
    Notification.warning(trans.__('No notebook is open to insert a cell into.'), { autoClose: 5000 });
  }
}
