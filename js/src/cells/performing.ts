/** Does what a cell's toolbar offers: asks the kernel, changes the cell, or writes and runs one below it. */
import type { CodeCell } from '@jupyterlab/cells';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

import { ApiFailure } from '../failure';
import type { IKernelLink } from '../tokens';
import { cellBelow, type Action } from './actions';
import type { CellFacts } from './facts';
import type { CellKnowledge } from './knowledge';
import { bodyOf } from './magic';

/** A cell and where it stands. */
export interface Place {
  panel: NotebookPanel;
  cell: CodeCell;
}

/** What an action reaches. */
export interface Reach {
  knowledge: CellKnowledge;
  link: IKernelLink;
}

/** Does it; what stands in its way is said in the cell's toolbar. */
export async function perform(action: Action, place: Place, facts: CellFacts, reach: Reach): Promise<void> {
  const { model } = place.cell;
  reach.knowledge.tell(model, null);
  try {
    await act(action, place, facts, reach);
  } catch (error) {
    if (!(error instanceof ApiFailure)) {
      throw error;
    }
    const { message, hint } = error.failure;
    reach.knowledge.tell(model, { kind: 'failure', lines: hint ? [message, hint] : [message] });
  }
}

async function act(action: Action, place: Place, facts: CellFacts, reach: Reach): Promise<void> {
  const { knowledge, link } = reach;
  const { model } = place.cell;
  const statement = { sql: facts.sql, connection: facts.connection };
  switch (action) {
    case 'format':
      replaceBody(place.cell, facts, (await link.request<{ sql: string }>('format', statement)).sql);
      return;
    case 'explain': {
      const { steps } = await link.request<{ steps: string[] }>('explain', statement);
      knowledge.tell(model, { kind: 'words', lines: steps });
      return;
    }
    case 'sql':
      model.sharedModel.setSource(facts.asSql ?? model.sharedModel.source);
      return;
    case 'fix':
      await link.request('repairable', statement);
  }
  const source = cellBelow(action, facts);
  if (source !== null) {
    await runBelow(place, source);
  }
}

/** A text that was changed while the kernel laid it out stays as it is now. */
function replaceBody(cell: CodeCell, facts: CellFacts, body: string): void {
  const shared = cell.model.sharedModel;
  const before = bodyOf(shared.source);
  if (before === facts.sql && before !== body) {
    const start = shared.source.length - before.length;
    shared.updateSource(start, shared.source.length, body);
  }
}

/** Runs `source` in a cell below; one that an earlier press wrote is used again. */
async function runBelow({ panel, cell }: Place, source: string): Promise<void> {
  const notebook = panel.content;
  const index = notebook.widgets.indexOf(cell);
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  if (notebook.widgets[index + 1]?.model.sharedModel.source === source) {
    notebook.activeCellIndex = index + 1;
  } else {
    NotebookActions.insertBelow(notebook);
    notebook.activeCell?.model.sharedModel.setSource(source);
  }
  await NotebookActions.run(notebook, panel.sessionContext);
}
