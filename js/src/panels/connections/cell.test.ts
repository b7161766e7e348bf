import { expect, test } from 'vitest';

import { canStandInCell, connectSource } from './cell';

test.each(['shop', '_x', 'shop-2', 'größe', 'продажи_2'])('%s may stand in a cell', name => {
  expect(canStandInCell(name)).toBe(true);
});

test.each(['', '2shop', '-x', 'a b', 'a\n!touch /tmp/x', 'a;b', '$HOME', 'a"', '<b>x', '{x}'])(
  '%j may not',
  name => {
    expect(canStandInCell(name)).toBe(false);
  }
);

test('the cell loads the extension where the kernel does not have it, and writes only where that is saved', () => {
  expect(connectSource({ name: 'shop', access: 'read_only' }, false)).toBe('%connect shop');
  expect(connectSource({ name: 'shop', access: 'read_write' }, true)).toBe(
    '%load_ext iopsdata_jupyter\n%connect shop --write'
  );
});
