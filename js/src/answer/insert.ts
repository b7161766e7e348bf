/** Inserting the cells that widgets in outputs ask for. */
import { NotebookActions, type INotebookTracker } from '@jupyterlab/notebook';

import { CAN_INSERT_CELL, INSERT_CELL, type InsertCellDetail } from '../../widgets/shared/cells';

/** Listens on the page for the events of `widgets/shared/cells`. */
export function acceptInsertedCells(tracker: INotebookTracker): void {
  document.addEventListener(CAN_INSERT_CELL, event => event.preventDefault());
  document.addEventListener(INSERT_CELL, event => {
    const source = sourceOf(event);
    if (source !== null && event.target instanceof Node && insertBelow(tracker, event.target, source)) {
      event.preventDefault();
    }
  });
}

/** Inserts a code cell below the one that holds `origin`; false where `origin` is in no notebook. */
function insertBelow(tracker: INotebookTracker, origin: Node, source: string): boolean {
  const notebook = tracker.find(panel => panel.content.node.contains(origin))?.content;
  const index = notebook?.widgets.findIndex(cell => cell.node.contains(origin)) ?? -1;
  if (!notebook || index < 0) {
    return false;
  }
  notebook.activeCellIndex = index;
  NotebookActions.insertBelow(notebook);
  notebook.activeCell?.model.sharedModel.setSource(source);
  return true;
}

function sourceOf(event: Event): string | null {
  const detail = event instanceof CustomEvent ? (event.detail as Partial<InsertCellDetail> | null) : null;
  return typeof detail?.source === 'string' ? detail.source : null;
}
