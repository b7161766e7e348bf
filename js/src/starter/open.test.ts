import { CommandRegistry } from '@lumino/commands';
import { expect, test, vi } from 'vitest';

import type { StarterWorld } from './open';

const runCells = vi.fn();
class NotebookPanel {
  readonly context = { ready: Promise.resolve() };
  readonly revealed = Promise.resolve();
  readonly sessionContext = { ready: Promise.resolve() };
  constructor(readonly content: unknown) {}
}
vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: { runCells }, NotebookPanel }));

const STARTER = { name: 'ask', markdown: '', setup: '%load_ext iopsdata_jupyter', question: '' };

function worldOf(contents: unknown, open: (path: unknown) => unknown): StarterWorld {
  const commands = new CommandRegistry();
  commands.addCommand('docmanager:open', { execute: ({ path }) => open(path) });
  const serviceManager = { contents, kernelspecs: { ready: Promise.resolve(), specs: null } };
  return { commands, serviceManager } as unknown as StarterWorld;
}

test('a notebook is written under its last name, and never renamed', async () => {
  const { openStarter } = await import('./open');
  const written: string[] = [];
  const contents = {
    get: () => Promise.resolve({ content: [{ name: 'ask.ipynb' }] }),
    save: (path: string) => {
      written.push(path);
      return Promise.resolve({ path });
    }
  };
  const opened = vi.fn();
  await openStarter(worldOf(contents, opened), 'data', STARTER);
  expect(written).toHaveLength(1);
  expect(opened).toHaveBeenCalledWith(written[0]);
  expect(written[0]).toMatch(/^data\/ask-1\.ipynb$/);
});

test('the cursor is in the question while the setup runs, however long that takes', async () => {
  const { openStarter } = await import('./open');
  const contents = {
    get: () => Promise.resolve({ content: [] }),
    save: (path: string) => Promise.resolve({ path })
  };
  const setCursorPosition = vi.fn();
  const question = { editor: { lineCount: 2, getLine: () => 'How many?', setCursorPosition } };
  const setup = {};
  const notebook = { activeCellIndex: 0, mode: 'command', widgets: [{}, setup, question] };
  let end: (ok: boolean) => void = () => undefined;
  runCells.mockImplementation(() => {
    notebook.mode = 'command';
    return new Promise<boolean>(resolve => (end = resolve));
  });
  const opening = openStarter(
    worldOf(contents, () => new NotebookPanel(notebook)),
    'data',
    STARTER
  );
  await vi.waitFor(() => {
    expect(setCursorPosition).toHaveBeenCalledWith({ line: 1, column: 9 });
  });
  expect(runCells.mock.calls[0]?.[1]).toEqual([setup]);
  expect(notebook).toMatchObject({ activeCellIndex: 2, mode: 'edit' });
  end(true);
  await opening;
});
