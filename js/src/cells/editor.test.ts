import type { CodeEditor } from '@jupyterlab/codeeditor';
import { Signal } from '@lumino/signaling';

import { forEachDiagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { IKernelLink, KernelState } from '../tokens';
import { cellEditor } from './editor';
import { CellKnowledge } from './knowledge';
import type { Output } from './outcome';

const READY: KernelState = {
  status: 'ready',
  notebook: 'a.ipynb',
  snapshot: { current: 'notebook', connections: [], dataframes: [] }
};

/** A cell's editor with its model, and what a person could see of it. */
class Cell {
  constructor(source: string) {
    const shared = { getSource: () => source };
    this.model = {
      mimeType: 'text/x-ipython',
      mimeTypeChanged: new Signal<object, unknown>({}),
      executionState: 'idle',
      sharedModel: shared,
      outputs: this.outputs
    } as unknown as CodeEditor.IModel;
    const link = {
      get state() {
        return kernel;
      },
      stateChanged: this.stateChanged
    } as unknown as IKernelLink;
    const knowledge = new CellKnowledge(null, link, null);
    const host = { knowledge, trans: { __: (text: string) => text }, run: this.run };
    this.knowledge = knowledge;
    this.view = new EditorView({
      state: EditorState.create({ doc: source, extensions: cellEditor(this.model, host) }),
      parent: document.body
    });
  }

  type(source: string): void {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: source } });
  }

  put(...outputs: Output[]): void {
    this.list.splice(0, this.list.length, ...outputs);
    this.outputs.changed.emit();
  }

  get buttons(): HTMLButtonElement[] {
    return [...this.view.dom.querySelectorAll<HTMLButtonElement>('.iops-CellBar-action')];
  }

  button(label: string): HTMLButtonElement {
    const found = this.buttons.find(button => button.textContent === label);
    if (!found) {
      throw new Error(`no button ${label}`);
    }
    return found;
  }

  get marked(): string[] {
    const found: string[] = [];
    forEachDiagnostic(this.view.state, (_, from, to) => found.push(this.view.state.sliceDoc(from, to)));
    return found;
  }

  readonly run = vi.fn();
  readonly knowledge: CellKnowledge;
  readonly model: CodeEditor.IModel;
  readonly view: EditorView;
  readonly stateChanged = new Signal<object, KernelState>({});
  private readonly list: Output[] = [];
  private readonly outputs = {
    changed: new Signal<object, void>({}),
    get: (at: number) => ({ ...this.list[at], toJSON: () => this.list[at] }),
    list: this.list,
    get length() {
      return this.list.length;
    }
  };
}

let kernel: KernelState = READY;

beforeEach(() => {
  kernel = READY;
  document.body.replaceChildren();
});

describe('the toolbar of a cell', () => {
  it('comes and goes with the magic as it is typed', () => {
    const cell = new Cell('select 1');
    expect(cell.buttons).toEqual([]);
    cell.type('%%sql\nselect 1');
    expect(cell.buttons.map(button => button.textContent)).toContain('Format');
    cell.type('%%ask\nhow many');
    expect(cell.buttons.map(button => button.textContent)).not.toContain('Format');
    cell.type('%%time\nx');
    expect(cell.buttons).toEqual([]);
  });

  it('runs an action that can be done, and says why another cannot', () => {
    const cell = new Cell('%%sql\nselect 1');
    cell.button('Format').click();
    expect(cell.run).toHaveBeenCalledExactlyOnceWith('format', cell.model);
    const fix = cell.button('Fix');
    fix.click();
    expect(cell.run).toHaveBeenCalledTimes(1);
    expect([fix.getAttribute('aria-disabled'), fix.title]).toEqual([
      'true',
      'Nothing to fix: the cell has not failed'
    ]);
    cell.put({ type: 'error', ename: 'ExecutionError' });
    expect(cell.button('Fix').hasAttribute('aria-disabled')).toBe(false);
  });

  it('follows the kernel', () => {
    const cell = new Cell('%%sql\nselect 1');
    kernel = { status: 'gone', notebook: 'a.ipynb' };
    cell.stateChanged.emit(kernel);
    expect(cell.button('Plan').title).toBe('Start the kernel first');
  });

  it('is one stop of the tab key, and arrow keys move within it', () => {
    const cell = new Cell('%%sql\nselect 1');
    const stops = () =>
      cell.buttons.filter(button => button.tabIndex === 0).map(({ textContent }) => textContent);
    expect(stops()).toEqual(['Format']);
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    cell.button('Format').focus();
    press('ArrowRight');
    expect(stops()).toEqual(['Explain']);
    press('End');
    expect(stops()).toEqual(['Fix']);
    press('ArrowRight');
    expect(document.activeElement?.textContent).toBe('Format');
    press('ArrowLeft');
    expect(document.activeElement?.textContent).toBe('Fix');
  });

  it('says what an action had to say as text, until it is dismissed', () => {
    const cell = new Cell('%%sql\nselect 1');
    cell.knowledge.tell(cell.model, { kind: 'failure', lines: ['<img src=x>', 'Try again.'] });
    const status = cell.view.dom.querySelector('[role=status]');
    expect(status?.textContent).toContain('<img src=x>');
    expect(status?.querySelector('img')).toBeNull();
    status?.querySelector('button')?.click();
    expect(status?.textContent).toBe('');
  });

  it('is not in a text that is no cell', () => {
    const cell = new Cell('%%sql\nselect 1');
    const view = new EditorView({
      state: EditorState.create({
        doc: '%%sql\nselect 1',
        extensions: cellEditor(
          { ...cell.model, mimeType: 'text/x-python' },
          {
            knowledge: cell.knowledge,
            trans: { __: (text: string) => text },
            run: cell.run
          }
        )
      })
    });
    expect(view.dom.querySelector('.iops-CellBar')).toBeNull();
  });
});

describe('the mark of an error', () => {
  const source = '%%sql\nselect nam from t';
  const place = {
    from: 13,
    to: 16,
    length: source.length,
    text: 'nam',
    title: 'SQL',
    message: 'There is no column nam.',
    hint: null
  };
  const told: Output = { type: 'display_data', data: {}, metadata: { iopsdata: place } };

  it('stands where the kernel says, until the text changes', () => {
    const cell = new Cell(source);
    cell.put(told);
    expect(cell.marked).toEqual(['nam']);
    cell.type(source.replace('nam', 'name'));
    expect(cell.marked).toEqual([]);
  });

  it('goes when the cell runs again, and comes back with the same failure', () => {
    const cell = new Cell(source);
    cell.put(told);
    cell.put();
    expect(cell.marked).toEqual([]);
    cell.put(told);
    expect(cell.marked).toEqual(['nam']);
  });

  it('comes back for the same text after it was changed and changed back', () => {
    const cell = new Cell(source);
    cell.put(told);
    cell.type('%%sql\nselect 1');
    cell.put();
    cell.type(source);
    cell.put(told);
    expect(cell.marked).toEqual(['nam']);
  });
});
