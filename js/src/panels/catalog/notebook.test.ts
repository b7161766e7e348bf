import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { expect, test, vi } from 'vitest';

import type { IKernelLink } from '../../tokens';
import { NotebookWriter } from './notebook';

vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: { insertBelow: vi.fn() } }));

class Source {
  text = '';
  getSource = (): string => this.text;
  setSource = (text: string): void => void (this.text = text);
}

class Editor {
  getPositionAt = vi.fn();
  focus = vi.fn();
}

function cell() {
  const editor = new Editor();
  return { editor, ready: Promise.resolve(), model: { type: 'code', sharedModel: new Source() } };
}

function panel() {
  const active = cell();
  return { isVisible: true, isDisposed: false, content: { activeCell: active, widgets: [active], mode: '' } };
}

function writer(tracker: object): NotebookWriter {
  const link = { state: { status: 'ready' } } as IKernelLink;
  return new NotebookWriter({} as JupyterFrontEnd.IShell, tracker as INotebookTracker, link);
}

test('a cell whose text is read late goes into the notebook that it was asked for', async () => {
  const [asked, other] = [panel(), panel()];
  const tracker = { currentWidget: asked as unknown as NotebookPanel };
  const adding = writer(tracker).addCell(Promise.resolve('%%sql\nselect 1'));
  tracker.currentWidget = other as unknown as NotebookPanel;
  await adding;
  expect(asked.content.activeCell.model.sharedModel.text).toBe('%%sql\nselect 1');
  expect(other.content.activeCell.model.sharedModel.text).toBe('');
});

test('nothing is selected in an empty cell that became active meanwhile', async () => {
  const open = panel();
  const [written, later] = [open.content.activeCell, cell()];
  const adding = writer({ currentWidget: open }).addCell('%%ask\nhow many', 'how many');
  await Promise.resolve();
  open.content.activeCell = later;
  await adding;
  expect(written.model.sharedModel.text).toBe('%%ask\nhow many');
  expect(later.editor.getPositionAt).not.toHaveBeenCalled();
});
