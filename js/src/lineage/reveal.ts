/** Bringing the cells into view that widgets ask for. */
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { CAN_REVEAL_CELL, REVEAL_CELL, type RevealCellDetail } from '../../widgets/shared/cells';

/** Listens on the page for the events of `widgets/shared/cells`. */
export function acceptRevealedCells(tracker: INotebookTracker): void {
  document.addEventListener(CAN_REVEAL_CELL, event => event.preventDefault());
  document.addEventListener(REVEAL_CELL, event => {
    const cell = cellOf(event);
    const panel = event.target instanceof Node ? panelOf(tracker, event.target) : null;
    if (cell !== null && panel && reveal(panel, cell)) {
      event.preventDefault();
    }
  });
}

/** The notebook that holds `origin`; for a widget elsewhere, the one that was used last. */
function panelOf(tracker: INotebookTracker, origin: Node): NotebookPanel | null {
  return tracker.find(panel => panel.content.node.contains(origin)) ?? tracker.currentWidget;
}

/** Makes a cell the active one, in view; false where the notebook has no such cell. */
function reveal(panel: NotebookPanel, id: string): boolean {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(cell => cell.model.id === id);
  if (index < 0) {
    return false;
  }
  notebook.activeCellIndex = index;
  // A refusal would mean that the notebook is closing.
  notebook.scrollToItem(index, 'center').catch(() => undefined);
  return true;
}

function cellOf(event: Event): string | null {
  const detail = event instanceof CustomEvent ? (event.detail as Partial<RevealCellDetail> | null) : null;
  return typeof detail?.cell === 'string' ? detail.cell : null;
}
