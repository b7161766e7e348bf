import { expect, test } from 'vitest';

import { RoutedSource, type CatalogSource } from './sources';
import { failure, FakeReaders, table } from './testing';

function routed(saved: string[], open: string[]) {
  const server = new FakeReaders({ shop: [table('t')] });
  const kernel = new FakeReaders({ shop: [table('t')] });
  const source: CatalogSource = new RoutedSource(server, kernel, {
    isSaved: name => saved.includes(name),
    isOpenInKernel: name => open.includes(name)
  });
  return { server, kernel, source };
}

test('the server reads what is saved', async () => {
  const { server, kernel, source } = routed(['shop'], ['shop']);
  await source.listSchemas('shop');
  await source.listTables('shop', {});
  expect([server.asked.length, kernel.asked.length]).toEqual([2, 0]);
});

test('the kernel reads what only it has open', async () => {
  const { server, kernel, source } = routed([], ['live']);
  await source.listSchemas('live');
  await source.listColumns('live', { table: 't' });
  expect([server.asked.length, kernel.asked.length]).toEqual([0, 2]);
});

test('the kernel steps in where the server cannot open what it has open, until it is read anew', async () => {
  const { server, kernel, source } = routed(['shop'], ['shop']);
  server.fails = failure('Locked.');
  await source.listSchemas('shop');
  await source.listTables('shop', {});
  expect(kernel.asked).toHaveLength(2);
  server.fails = null;
  await source.listSchemas('shop', true);
  await source.listTables('shop', {});
  expect(server.asked).toHaveLength(3);
});

test("a failure is the server's where the kernel cannot help", async () => {
  const { server, kernel, source } = routed(['shop'], []);
  server.fails = failure('Locked.');
  await expect(source.listSchemas('shop')).rejects.toThrow('Locked.');
  expect(kernel.asked).toEqual([]);
});
