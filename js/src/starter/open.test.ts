import { CommandRegistry } from '@lumino/commands';
import { expect, test, vi } from 'vitest';

import type { StarterWorld } from './open';

vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: {}, NotebookPanel: vi.fn() }));

const STARTER = { name: 'ask', markdown: '', setup: '%load_ext iopsdata_jupyter', question: '' };

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
  const commands = new CommandRegistry();
  const opened = vi.fn();
  commands.addCommand('docmanager:open', { execute: ({ path }) => opened(path) as unknown });
  const serviceManager = { contents, kernelspecs: { ready: Promise.resolve(), specs: null } };
  await openStarter({ commands, serviceManager } as unknown as StarterWorld, 'data', STARTER);
  expect(written).toHaveLength(1);
  expect(opened).toHaveBeenCalledWith(written[0]);
  expect(written[0]).toMatch(/^data\/ask-1\.ipynb$/);
});
