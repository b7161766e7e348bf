import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { CatalogModel, PAUSE_MS } from './model';
import { nameOf } from './nodes';
import { failure, FakeReaders, roots, settled, table } from './testing';

const SHOP = [table('customers'), table('orders'), table('old_orders', 'archive')];

function shown(model: CatalogModel): string[] {
  return model.rows.map(row => {
    const indent = '  '.repeat(row.level - 1);
    switch (row.type) {
      case 'node':
        return indent + (nameOf(row.node) || `(${row.node.kind})`);
      case 'note':
        return `${indent}(${row.note})`;
      case 'failure':
        return `${indent}(${row.failure.message})`;
      case 'pending':
        return `${indent}(pending)`;
    }
  });
}

function modelOf(readers: FakeReaders, ...names: string[]): CatalogModel {
  const model = new CatalogModel(readers);
  model.setRoots(roots(...names));
  model.shown = true;
  return model;
}

async function open(model: CatalogModel, ...names: string[]): Promise<void> {
  for (const name of names) {
    const row = model.rows.find(row => row.type === 'node' && nameOf(row.node) === name);
    if (row?.type !== 'node') {
      throw new Error(`There is no ${name}.`);
    }
    model.setOpen(row.node, true);
    await settled();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('nothing is read before a branch is opened', () => {
  const readers = new FakeReaders({ shop: SHOP });
  expect(shown(modelOf(readers, 'shop', 'web'))).toEqual(['shop', 'web']);
  expect(readers.asked).toEqual([]);
});

test('branches are read once, as they are opened', async () => {
  const readers = new FakeReaders({ shop: SHOP });
  const model = modelOf(readers, 'shop');
  await open(model, 'shop', 'archive', 'old_orders');
  expect(shown(model)).toEqual([
    'shop',
    '  (schema)',
    '  archive',
    '    old_orders',
    '      id',
    '      name'
  ]);
  model.closeAll();
  await open(model, 'shop');
  expect(readers.asked).toEqual(['schemas shop', 'tables shop archive - 0', 'columns shop old_orders']);
  expect(model.dialectOf('shop')).toBe('postgres');
});

test('the default schema is left out where it is the only one', async () => {
  const model = modelOf(new FakeReaders({ shop: [table('orders')] }), 'shop');
  await open(model, 'shop');
  expect(shown(model)).toEqual(['shop', '  orders']);
});

test('an empty connection says so', async () => {
  const model = modelOf(new FakeReaders({ shop: [] }), 'shop');
  await open(model, 'shop');
  expect(shown(model)).toEqual(['shop', '  (empty)']);
});

test('of many tables only the pages that are looked at are read', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => table(`t${at}`));
  const readers = new FakeReaders({ wide: many });
  const model = modelOf(readers, 'wide');
  await open(model, 'wide');
  expect(model.rows).toHaveLength(10_001);
  expect(shown(model)[201]).toBe('  (pending)');
  model.need(9_990, 10_000);
  model.need(9_990, 10_000);
  await settled();
  expect(shown(model)[10_000]).toBe('  t9999');
  expect(readers.asked).toEqual(['schemas wide', 'tables wide  - 0', 'tables wide  - 9800']);
});

test('more schemas than a page holds are all shown', async () => {
  const many = Array.from({ length: 450 }, (_, at) => table('t', `s${at}`));
  const model = modelOf(new FakeReaders({ wide: many }), 'wide');
  await open(model, 'wide');
  model.need(0, 450);
  await settled();
  expect(shown(model)[450]).toBe('  s449');
});

test('a failure stands at its branch until it is tried again', async () => {
  const readers = new FakeReaders({ shop: [table('orders')] });
  readers.fails = failure('Refused.');
  const model = modelOf(readers, 'shop', 'web');
  await open(model, 'shop');
  expect(shown(model)).toEqual(['shop', '  (Refused.)', 'web']);
  readers.fails = null;
  const row = model.rows[1];
  if (row?.type === 'failure') {
    model.retry(row.list);
  }
  await settled();
  expect(shown(model)).toEqual(['shop', '  orders', 'web']);
});

test('a search asks the catalogs that were read, when the typing pauses', async () => {
  const readers = new FakeReaders({ shop: SHOP, web: [table('orders')] });
  const model = modelOf(readers, 'shop', 'web');
  await open(model, 'shop');
  readers.asked.length = 0;
  for (const text of ['o', 'or', 'ord']) {
    model.setFilter(text);
    vi.advanceTimersByTime(PAUSE_MS - 1);
  }
  expect(readers.asked).toEqual([]);
  vi.advanceTimersByTime(1);
  await settled();
  expect(readers.asked).toEqual(['tables shop * ord 0']);
  expect(shown(model)).toEqual(['shop', '  orders', '  old_orders', '(unread)']);
  model.setFilter('');
  vi.advanceTimersByTime(1);
  expect(shown(model)).toEqual(['shop', '  (schema)', '  archive', 'web']);
});

test('a connection without a match is left out, and none at all is told', async () => {
  const model = modelOf(new FakeReaders({ shop: SHOP }), 'shop');
  await open(model, 'shop');
  model.setFilter('nowhere');
  vi.advanceTimersByTime(PAUSE_MS);
  await settled();
  expect(shown(model)).toEqual(['(nothing-found)']);
});

test('reading anew keeps what is open, and asks past the cache', async () => {
  const readers = new FakeReaders({ shop: SHOP });
  const model = modelOf(readers, 'shop');
  await open(model, 'shop', 'archive');
  readers.asked.length = 0;
  model.refresh('shop');
  await settled();
  expect(readers.asked).toEqual(['schemas shop anew', 'tables shop archive - 0']);
  expect(shown(model)).toContain('    old_orders');
});

test('what was open the last time is read when the tree is first seen', async () => {
  const readers = new FakeReaders({ shop: [table('orders')] });
  const model = modelOf(readers, 'shop');
  await open(model, 'shop');
  const later = new CatalogModel(readers);
  later.restore(model.open);
  later.setRoots(roots('shop'));
  expect(shown(later)).toEqual(['shop']);
  later.shown = true;
  await settled();
  expect(shown(later)).toEqual(['shop', '  orders']);
});

test('a connection that points elsewhere since is read again', async () => {
  const readers = new FakeReaders({ shop: [table('orders')] });
  const model = modelOf(readers, 'shop');
  await open(model, 'shop');
  const [shop] = roots('shop').connections ?? [];
  model.setRoots({ ...roots(), connections: shop ? [{ ...shop, target: 'elsewhere' }] : [] });
  await settled();
  expect(readers.asked.filter(asked => asked === 'schemas shop')).toHaveLength(2);
});

test('DataFrames are open by themselves and their columns are read again when their size changes', async () => {
  const readers = new FakeReaders({});
  const model = modelOf(readers);
  const notebook = (rows: number) => ({
    ...roots(),
    notebook: { path: 'a.ipynb', frames: [{ name: 'sales', rows, columns: 1 }] }
  });
  model.setRoots(notebook(3));
  await open(model, 'sales');
  expect(shown(model)).toEqual(['(frames)', '  sales', '    x']);
  model.setRoots(notebook(3));
  model.setRoots(notebook(4));
  await settled();
  expect(readers.asked).toEqual(['frame sales', 'frame sales']);
  model.setRoots({ ...roots(), notebook: { path: 'a.ipynb', frames: null } });
  expect(shown(model)).toEqual(['(frames)', '  (unloaded)']);
});

test('the chosen line is known by its key, wherever it moves', async () => {
  const model = modelOf(new FakeReaders({ a: [table('t')], b: [] }), 'a', 'b');
  model.activate(model.rows[1]?.key ?? null);
  await open(model, 'a');
  expect(model.indexOf(model.active)).toBe(2);
  expect(model.activeNode).toMatchObject({ kind: 'connection', connection: 'b' });
});
