import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { expect, test, vi } from 'vitest';

import type { Row } from './rows';

vi.mock('@jupyterlab/ui-components', () => new Proxy({}, { get: () => undefined, has: () => true }));

const trans = { __: (text: string) => text } as TranslationBundle;

test('a connection that was saved a moment ago is opened, though the list does not show it yet', async () => {
  const { addCommands, Command } = await import('./commands');
  const rows: Row[] = [];
  const open = vi.fn(() => Promise.resolve());
  const shop = { name: 'shop', open: 'no' } as Row;
  const work = {
    ...{ add: vi.fn(), show: vi.fn(), insert: vi.fn(), edit: vi.fn(), test: vi.fn(), duplicate: vi.fn() },
    ...{ remove: vi.fn(), close: vi.fn(), open },
    row: (name?: string) => rows.find(row => row.name === name) ?? null,
    refresh: () => {
      rows.push(shop);
      return Promise.resolve();
    },
    told: async (done: Promise<unknown>) => {
      await done;
    }
  };
  const commands = new CommandRegistry();
  addCommands(commands, work, trans);
  await commands.execute(Command.open, { name: 'shop' });
  expect(open).toHaveBeenCalledWith(shop);
});
