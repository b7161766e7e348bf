/** Bringing the cells into view that widgets ask for. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, Notebook, NotebookPanel } from '@jupyterlab/notebook';

import { CAN_REVEAL_CELL, REVEAL_CELL, type RevealCellDetail } from '../../widgets/shared/cells';

/** Listens on the page for the events of `widgets/shared/cells`. */
export function acceptRevealedCells(shell: JupyterFrontEnd.IShell, tracker: INotebookTracker): void {
  document.addEventListener(CAN_REVEAL_CELL, event => event.preventDefault());
  document.addEventListener(REVEAL_CELL, event => {
    const cell = cellOf(event);
    const panel = event.target instanceof Node && cell !== null ? panelOf(tracker, event.target, cell) : null;
    if (cell !== null && panel) {
      event.preventDefault();
      shell.activateById(panel.id);
      reveal(panel.content, cell);
    }
  });
}

/** The notebook with the cell: the one that holds `origin`, else any that is open. */
function panelOf(tracker: INotebookTracker, origin: Node, cell: string): NotebookPanel | null {
  const own = tracker.find(panel => panel.content.node.contains(origin));
  return own && indexOf(own.content, cell) >= 0
    ? own
    : (tracker.find(panel => indexOf(panel.content, cell) >= 0) ?? null);
}

/** Makes a cell the active one, in view. */
function reveal(notebook: Notebook, cell: string): void {
  const index = indexOf(notebook, cell);
  notebook.activeCellIndex = index;
  // A refusal would mean that the notebook is closing.
  notebook.scrollToItem(index, 'center').catch(() => undefined);
}

function indexOf(notebook: Notebook, cell: string): number {
  return notebook.widgets.findIndex(widget => widget.model.id === cell);
}

function cellOf(event: Event): string | null {
  const detail = event instanceof CustomEvent ? (event.detail as Partial<RevealCellDetail> | null) : null;
  return typeof detail?.cell === 'string' ? detail.cell : null;
}
