/** Putting code into the notebook that a person works in; it is never run here. */
import { NotebookActions, type INotebookTracker } from '@jupyterlab/notebook';

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
