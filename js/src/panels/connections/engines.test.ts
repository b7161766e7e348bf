import { expect, test } from 'vitest';

import { engineOf, markOf } from './engines';

test.each([
  ['duckdb', '/data/shop.duckdb', 'duckdb', 'Du'],
  ['duckdb', '/data/shop.DB', 'duckdb', 'Du'],
  ['duckdb', '/data/orders.csv.gz', 'files', 'Fi'],
  ['duckdb', '/data/exports', 'files', 'Fi'],
  ['duckdb', '/data.d/*.parquet', 'files', 'Fi'],
  ['duckdb', ':memory:', 'duckdb', 'Du'],
  ['sqlite', '/data/shop', 'sqlite', 'Sq'],
  ['postgresql', 'postgresql://h/d', 'postgresql', 'Pg'],
  ['postgresql', 'redshift://h/d', 'postgresql', 'Rs'],
  ['mysql', 'mysql://h/d', 'mysql', 'My'],
  ['spark', 'sc://h:15002', 'spark', 'Sp'],
  ['sqlalchemy', 'mssql+pyodbc://h/d', 'other', 'MS'],
  ['sqlalchemy', 'exa://h/d', 'other', 'SA'],
  ['<b>', 'x', 'other', 'SA']
])('%s to %s is %s', (driver, target, engine, letters) => {
  expect(engineOf({ driver, target })).toBe(engine);
  expect(markOf({ driver, target }).letters).toBe(letters);
});
