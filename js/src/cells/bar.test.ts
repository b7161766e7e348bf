import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { EditorView } from '@codemirror/view';
import { Signal } from '@lumino/signaling';
import { expect, test, vi } from 'vitest';

import { CellBar, type BarHost } from './bar';

test('a button that is being pressed while the kernel becomes ready is the same, and does its work', () => {
  const changed = new Signal<object, void>({});
  const facts = { kind: 'sql', sql: 'select 1', connection: null, options: '', result: null, failed: false };
  const knowledge = {
    ...{ changed, facts: () => facts, note: () => null, kernel: { status: 'waiting' } },
    known: () => ({ connectionOf: () => 'sample', dialectOf: () => 'duckdb' })
  };
  const run = vi.fn();
  const host = { knowledge, run, trans: { __: (text: string) => text } } as unknown as BarHost;
  const view = { state: { sliceDoc: () => '%%sql\nselect 1' } } as unknown as EditorView;
  const { dom } = new CellBar(view, {} as CodeEditor.IModel, host);
  const format = (): HTMLElement | null => dom.querySelector('[data-action=format]');
  const pressed = format();
  pressed?.click();
  expect(run).not.toHaveBeenCalled();
  knowledge.kernel = { status: 'ready' };
  changed.emit();
  expect(format()).toBe(pressed);
  expect(pressed?.getAttribute('aria-disabled')).toBeNull();
  pressed?.click();
  expect(run).toHaveBeenCalledOnce();
});
