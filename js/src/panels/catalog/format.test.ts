import { describe, expect, test } from 'vitest';

import { about, detailOf, keysOf, labelOf, spoken, targetOf, tipOf, type Words } from './format';
import { columnNode, frameNode, schemaNode, tableNode } from './nodes';
import { column, table } from './testing';

const fill = (text: string, ...values: unknown[]): string =>
  text.replace(/%(\d)/g, (_, at: string) => String(values[Number(at) - 1]));
const english: Words = {
  __: fill,
  _n: (one, many, count) => fill(count === 1 ? one : many, count)
};

test.each([
  [0, '0'],
  [9999, '9,999'],
  [12_540, '12.5k'],
  [3_200_000, '3.2M']
])('%i is about %s', (value, text) => {
  expect(about(value)).toBe(text);
});

describe('a column', () => {
  const references = { schema: 'sales', table: 'customers', column: 'id', inferred: true };
  const key = column('customer_id', { nullable: false, comment: 'Who paid', references });

  test('tells its keys', () => {
    expect(targetOf(key)).toBe('sales.customers.id');
    expect(targetOf(column('x'))).toBe('');
    expect(keysOf({ ...key, in_primary_key: true }, english)).toEqual([
      'primary key',
      'refers to sales.customers.id'
    ]);
  });

  test('tells all of it in its tooltip, and the main things aloud', () => {
    const node = columnNode('shop', table('orders'), key);
    expect(tipOf(node, english).split('\n')).toEqual([
      'customer_id',
      'INTEGER',
      'never null',
      'refers to sales.customers.id',
      '(told by its name, not declared)',
      'Who paid'
    ]);
    expect(spoken(node, english)).toBe('customer_id, column, integer, refers to sales.customers.id');
  });
});

test('a table tells its size where the database knows it', () => {
  const node = tableNode('shop', table('orders', null, { row_estimate: 12_540, comment: 'Paid <b>' }));
  expect(detailOf(node, english)).toBe('~12.5k');
  expect(tipOf(node, english)).toBe(
    'orders\n2 columns\nabout 12,540 rows, as the database estimates\nPaid <b>'
  );
  expect(spoken(tableNode('shop', table('v', null, { kind: 'view' })), english)).toBe('v, view, view');
});

test('a DataFrame tells its size, unless it would have to be computed', () => {
  expect(detailOf(frameNode({ name: 'f', rows: 1200, columns: 3 }), english)).toBe('1,200 × 3');
  expect(detailOf(frameNode({ name: 'f', rows: null, columns: null }), english)).toBe('not computed');
});

test('the default schema has a name of words', () => {
  expect(labelOf(schemaNode('shop', null, 3), english)).toBe('default schema');
});
