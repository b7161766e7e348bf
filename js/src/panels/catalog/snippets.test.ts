import { expect, test } from 'vitest';

import { columnNode, frameColumnNode, frameNode, tableNode } from './nodes';
import { askCell, isNameable, MOST_COLUMNS, nameText, sqlCell } from './snippets';
import { column, table } from './testing';

const FRAME = frameNode({ name: 'select', rows: 1, columns: 1 });

test.each([
  [tableNode('shop', table('Big Orders', 's')), 'sql', 's."Big Orders"'],
  [tableNode('shop', table('Big Orders', 's')), null, 's."Big Orders"'],
  [tableNode('shop', table('Big\nOrders', 's')), 'prose', 'Big Orders'],
  [columnNode('shop', table('t'), column('order')), 'sql', '"order"'],
  [FRAME, 'sql', '"select"'],
  [FRAME, null, 'select'],
  [frameColumnNode('sales', { name: 'Net "EUR"', type: 'float64' }), 'sql', '"Net ""EUR"""'],
  [frameColumnNode('sales', { name: 'Net "EUR"', type: 'float64' }), null, 'sales["Net \\"EUR\\""]']
] as const)('%# a name is written as its place wants it', (node, into, text) => {
  expect(nameText(node, 'postgres', into)).toBe(text);
});

test.each([
  ['postgres', 'SELECT id, "Name"\nFROM s.t\nLIMIT 100'],
  ['mysql', 'SELECT id, `Name`\nFROM s.t\nLIMIT 100'],
  ['tsql', 'SELECT TOP 100 id, [Name]\nFROM s.t'],
  ['oracle', 'SELECT id, "Name"\nFROM s.t\nFETCH FIRST 100 ROWS ONLY']
])('a cell of %s reads the first rows', (dialect, sql) => {
  expect(sqlCell(tableNode('shop', table('t', 's')), ['id', 'Name'], dialect)).toBe(`%%sql shop\n${sql}`);
});

test('many columns stand one a line, too many or unknown ones as a star', () => {
  const node = tableNode('shop', table('t'));
  const names = Array.from({ length: 30 }, (_, at) => `column_${at}`);
  expect(sqlCell(node, names, 'duckdb')).toContain('SELECT\n  column_0,\n  column_1,');
  expect(sqlCell(node, Array(MOST_COLUMNS + 1).fill('c'), 'duckdb')).toContain('SELECT *\n');
  expect(sqlCell(node, [], 'duckdb')).toContain('SELECT *\n');
});

test('a DataFrame is read in the database of the notebook, whatever the dialect', () => {
  expect(sqlCell(FRAME, ['a b'], 'mysql')).toBe('%%sql notebook\nSELECT "a b"\nFROM "select"\nLIMIT 100');
});

test('a hostile name stays on the line of the question', () => {
  const { source, question } = askCell(tableNode('shop', table('x\n!rm -rf /\n')));
  expect(source).toBe(`%%ask shop\n${question}`);
  expect(question).toBe('How many x !rm -rf / are there?');
});

test.each([
  ['shop', true],
  ['größe-2', true],
  ['2shop', false],
  ['shop --write', false],
  ['shop\nx', false],
  ['', false]
])('%j can be named on the line of a magic: %s', (name, can) => {
  expect(isNameable(name)).toBe(can);
});
