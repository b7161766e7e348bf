import { expect, test } from 'vitest';

import { Keys, moveOf, type Stroke } from './keyboard';
import { tableNode } from './nodes';
import type { NodeRow, Row } from './rows';
import { table } from './testing';

function row(name: string, parent: string | null, expanded: boolean | null): NodeRow {
  const node = tableNode('shop', table(name));
  const key = name;
  return { type: 'node', key, node, expanded, busy: false, level: 1, parent, position: 1, siblings: 1 };
}

const ROWS: readonly Row[] = [
  row('orders', null, true),
  row('id', 'orders', null),
  row('owner', 'orders', null),
  row('options', null, false)
];

test.each([
  ['ArrowDown', -1, { to: 0 }],
  ['ArrowDown', 0, { to: 1 }],
  ['ArrowDown', 3, { to: 3 }],
  ['ArrowUp', 1, { to: 0 }],
  ['ArrowUp', -1, { to: 0 }],
  ['PageDown', 1, { to: 3 }],
  ['PageUp', 2, { to: 0 }],
  ['Home', 2, { to: 0 }],
  ['End', 0, { to: 3 }],
  ['ArrowRight', 0, { to: 1 }],
  ['ArrowRight', 1, null],
  ['ArrowRight', 3, { open: ROWS[3] }],
  ['ArrowLeft', 0, { close: ROWS[0] }],
  ['ArrowLeft', 2, { to: 0 }],
  ['ArrowLeft', 3, null],
  ['Enter', 1, { use: ROWS[1] }],
  ['Enter', -1, null],
  [' ', 0, { toggle: ROWS[0] }],
  [' ', 1, { use: ROWS[1] }],
  ['ContextMenu', 1, { menu: ROWS[1] }],
  ['Tab', 1, null]
])('%s at %i', (key, at, move) => {
  expect(moveOf(key, ROWS, at)).toEqual(move);
});

test('no key moves in an empty tree', () => {
  expect(moveOf('End', [], -1)).toBeNull();
});

function stroke(key: string, timeStamp: number, changes: Partial<Stroke> = {}): Stroke {
  return { key, timeStamp, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...changes };
}

test('letters that follow each other begin a name, and after a pause the next one', () => {
  const keys = new Keys();
  expect(keys.move(stroke('o', 1000), ROWS, 0)).toEqual({ to: 2 });
  expect(keys.move(stroke('P', 1100), ROWS, 2)).toEqual({ to: 3 });
  expect(keys.move(stroke('o', 3000), ROWS, 3)).toEqual({ to: 0 });
  expect(keys.move(stroke('z', 5000), ROWS, 3)).toBeNull();
});

test('a blank is part of a name, not its beginning', () => {
  const keys = new Keys();
  expect(keys.move(stroke(' ', 1000), ROWS, 0)).toEqual({ toggle: ROWS[0] });
  keys.move(stroke('o', 2000), ROWS, 0);
  expect(keys.move(stroke(' ', 2100), ROWS, 2)).toBeNull();
});

test('shortcuts are left alone, but for that of the menu', () => {
  const keys = new Keys();
  expect(keys.move(stroke('o', 1000, { ctrlKey: true }), ROWS, 0)).toBeNull();
  expect(keys.move(stroke('F10', 1000, { shiftKey: true }), ROWS, 0)).toEqual({ menu: ROWS[0] });
});
