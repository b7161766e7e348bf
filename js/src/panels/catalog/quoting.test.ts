import { expect, test } from 'vitest';

import { quoteName, quoteTable } from './quoting';

test.each([
  ['orders', 'postgres', 'orders'],
  ['Orders', 'postgres', '"Orders"'],
  ['order', 'duckdb', '"order"'],
  ['2024', 'sqlite', '"2024"'],
  ['a"b', 'sqlite', '"a""b"'],
  ['a`b', 'mysql', '`a``b`'],
  ['größe', 'spark', '`größe`'],
  ['a`\\b', 'bigquery', '`a\\`\\\\b`'],
  ['a]b[', 'tsql', '[a]]b[]'],
  ['x"; drop table y --', 'duckdb', '"x""; drop table y --"'],
  ['', 'duckdb', '""'],
  ['orders', '', 'orders'],
  ['a b', 'no such dialect', '"a b"']
])('%j in %s is %s', (name, dialect, text) => {
  expect(quoteName(name, dialect)).toBe(text);
});

test('a table stands behind its schema, unless that is the default one', () => {
  expect(quoteTable({ schema: 'Sales', name: 'orders' }, 'postgres')).toBe('"Sales".orders');
  expect(quoteTable({ schema: null, name: 'orders' }, 'postgres')).toBe('orders');
});
