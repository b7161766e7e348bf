import { beforeEach, describe, expect, test } from 'vitest';

import type { ConnectionTest, SavedConnection } from '../../api/types';
import { ApiFailure } from '../../failure';
import { ConnectionsModel } from './model';
import { PanelModel } from './panel';
import { failure, FakeLink, ready, savedConnection } from './testing';

const WORKS: ConnectionTest = {
  ...{ ok: true, version: 'PostgreSQL 15', opened_ms: 12, latency_ms: 0.4, user: 'ann' },
  ...{ can_write: false, is_superuser: false, warnings: [] }
};

let saved: SavedConnection[];
let tested: () => Promise<ConnectionTest>;
let uses: () => Promise<Record<string, string>>;
let link: FakeLink;
let panel: PanelModel;

beforeEach(() => {
  saved = [savedConnection('shop'), savedConnection('crm')];
  tested = () => Promise.resolve(WORKS);
  uses = () => Promise.resolve({});
  link = new FakeLink();
  panel = new PanelModel(new ConnectionsModel(() => Promise.resolve(saved)), link, {
    test: () => tested(),
    uses: () => uses(),
    isRunning: () => true
  });
});

function names(): string[] {
  return panel.state.rows.map(({ name }) => name);
}

test('it starts as loading, and is ready with the list', async () => {
  expect(panel.state).toMatchObject({ status: 'loading', rows: [], total: 0, chosen: '' });
  await panel.refresh();
  expect(panel.state).toMatchObject({ status: 'ready', total: 2, chosen: 'crm' });
  expect(names()).toEqual(['crm', 'shop']);
});

test('what is open is shown where the list cannot be read', async () => {
  panel = new PanelModel(new ConnectionsModel(() => Promise.reject(new ApiFailure(failure))), link, {
    ...{ test: () => tested(), uses: () => Promise.reject(new ApiFailure(failure)), isRunning: () => true }
  });
  link.become(ready('shop', 'shop'));
  await panel.refresh();
  expect(panel.state).toMatchObject({ status: 'failed', failure });
  expect(names()).toEqual(['shop']);
});

test('the kernel is followed', async () => {
  await panel.refresh();
  link.become(ready('shop', 'shop'));
  expect(panel.row('shop')?.open).toBe('current');
  link.become({ status: 'gone', notebook: 'work/a.ipynb' });
  expect(panel.row('shop')?.open).toBe('no');
});

test('a notebook that was left is told of', async () => {
  await panel.refresh();
  link.become(ready('shop', 'shop'));
  link.become({ status: 'unloaded', notebook: 'b.ipynb' });
  expect(panel.row('shop')?.elsewhere).toEqual(['work/a.ipynb']);
});

test('a row that is searched away is not chosen any more', async () => {
  await panel.refresh();
  panel.choose('shop');
  expect(panel.row()?.name).toBe('shop');
  panel.searchFor('crm');
  expect([panel.state.chosen, names()]).toEqual(['crm', ['crm']]);
  expect(panel.row('shop')?.name).toBe('shop');
  panel.searchFor('');
  expect(panel.state.chosen).toBe('shop');
});

describe('tests', () => {
  test('a row shows that it is tested, then what was found', async () => {
    await panel.refresh();
    const seen: (string | undefined)[] = [];
    panel.changed.connect(() => seen.push(panel.row('shop')?.finding?.status));
    await panel.test('shop');
    expect(seen).toEqual(['testing', 'works']);
  });

  test('a failure is a finding, of the server or of the connection', async () => {
    await panel.refresh();
    tested = () => Promise.resolve({ ok: false, error: failure });
    expect(await panel.test('shop')).toEqual({ status: 'failed', failure });
    tested = () => Promise.reject(new ApiFailure(failure));
    expect(await panel.test('shop')).toEqual({ status: 'failed', failure });
  });

  test('a fault of the program is none', async () => {
    tested = () => Promise.reject(new TypeError('x'));
    await expect(panel.test('shop')).rejects.toThrow(TypeError);
  });

  test('a switch of workspace forgets them', async () => {
    uses = () => Promise.resolve({ shop: '2026-01-31T10:00:00Z' });
    await panel.refresh();
    panel.markFailed('shop', failure);
    uses = () => Promise.resolve({});
    await panel.restart();
    expect(panel.row('shop')).toMatchObject({ finding: null, lastUsed: null });
  });
});
