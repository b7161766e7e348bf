import { beforeEach, expect, test } from 'vitest';

import { ConnectionsModel } from './model';
import { Opening } from './opening';
import { PanelModel } from './panel';
import type { Row } from './rows';
import { english, FakeLink, ready, savedConnection } from './testing';

let link: FakeLink;
let panel: PanelModel;
let opening: Opening;
let inserted: [string, boolean][];
let isPython: boolean;
let worked: boolean;

beforeEach(async () => {
  link = new FakeLink();
  inserted = [];
  isPython = true;
  worked = true;
  const saved = [savedConnection('shop'), savedConnection('a\n!ls')];
  panel = new PanelModel(new ConnectionsModel(() => Promise.resolve(saved)), link, {
    test: () => Promise.reject(new Error('not asked')),
    uses: () => Promise.resolve({}),
    isRunning: () => true
  });
  await panel.refresh();
  const notebook = {
    isPython: () => isPython,
    insert: (source: string, run: boolean) => {
      inserted.push([source, run]);
      return Promise.resolve(worked);
    }
  };
  opening = new Opening(panel, link, notebook, english);
});

function row(name = 'shop'): Row {
  const found = panel.row(name);
  if (!found) {
    throw new Error(`there is a row ${name}`);
  }
  return found;
}

test('a kernel without the extension loads it first', async () => {
  link.become({ status: 'unloaded', notebook: 'a.ipynb' });
  await opening.open(row());
  expect(inserted).toEqual([['%load_ext iopsdata_jupyter\n%connect shop', true]]);
});

test('a kernel that has it runs one line; inserting alone runs nothing', async () => {
  link.become(ready('notebook'));
  await opening.open(row());
  await opening.insert(row(), false);
  expect(inserted).toEqual([
    ['%connect shop', true],
    ['%connect shop', false]
  ]);
});

test('one that is open becomes the current one, without a cell', async () => {
  link.become(ready('notebook', 'shop'));
  await opening.open(row());
  expect(inserted).toEqual([]);
  expect(link.asked).toEqual([['use_connection', { name: 'shop' }]]);
});

test('a cell that fails marks the row', async () => {
  link.become(ready('notebook'));
  worked = false;
  await opening.open(row());
  expect(row().finding).toMatchObject({ status: 'failed' });
  worked = true;
  await opening.open(row());
  expect(row().finding).toBeNull();
});

test('a name that would carry code into a cell is refused', async () => {
  link.become(ready('notebook'));
  await expect(opening.open(row('a\n!ls'))).rejects.toThrow(/cannot be the name/);
  await expect(opening.insert(row('a\n!ls'), false)).rejects.toThrow(/cannot be the name/);
  expect(inserted).toEqual([]);
});

test('it is said what is missing', async () => {
  await expect(opening.open(row())).rejects.toThrow(/No Python notebook/);
  link.become({ status: 'unloaded', notebook: 'a.ipynb' });
  isPython = false;
  await expect(opening.open(row())).rejects.toThrow(/No Python notebook/);
  isPython = true;
  link.become({ status: 'gone', notebook: 'a.ipynb' });
  await expect(opening.open(row())).rejects.toThrow(/has stopped/);
  await opening.insert(row(), false);
  expect(inserted).toHaveLength(1);
});
