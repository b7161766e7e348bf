import { describe, expect, test } from 'vitest';

import { filterText, hasExactValues, picked, toggled, type Filter } from './filters';
import { english } from './strings';
import { column, textColumn } from './testing';

const range = (first: number, last: number): Filter => ({ column: 'a', kind: 'range', first, last });

describe('choosing places', () => {
  test('a place is added and taken away again', () => {
    const on = toggled([], 'a', 'range', 3);
    expect(on).toEqual([range(3, 3)]);
    expect(toggled(on, 'a', 'range', 3)).toEqual([]);
  });

  test('bins beside each other are one filter, and one taken out of the middle makes two', () => {
    const wide = toggled(toggled([], 'a', 'range', 3), 'a', 'range', 6, 3);
    expect(wide).toEqual([range(3, 6)]);
    expect(toggled(wide, 'a', 'range', 4)).toEqual([range(3, 3), range(5, 6)]);
  });

  test('each value is a filter of its own, and other columns are left alone', () => {
    const others = [range(1, 1)];
    const filters = toggled(toggled(others, 'b', 'value', 1), 'b', 'value', 2);
    expect(filters).toHaveLength(3);
    expect([...picked(filters, 'b', 'value')]).toEqual([1, 2]);
    expect([...picked(filters, 'a', 'range')]).toEqual([1]);
  });
});

describe('words', () => {
  const cases: [string, Filter, string][] = [
    ['a range', range(0, 1), 'a: 0.5 to 8.5'],
    ['one bin', range(1, 1), 'a: 4.5 to 8.5'],
    ['a value', { ...range(0, 0), kind: 'value' }, 'a: 0.5'],
    ['nulls', { ...range(0, 0), kind: 'null' }, 'a is null']
  ];
  test.each(cases)('%s', (_name, filter, text) =>
    expect(filterText(filter, column('a'), english)).toBe(text)
  );

  test('masked values and reals cannot be told by a value', () => {
    const semantic = { name: 'email', personal: true, evidence: '' };
    expect(hasExactValues(textColumn('t', 'x'))).toBe(true);
    expect(hasExactValues(textColumn('t', 'x', { semantic }))).toBe(false);
    expect(hasExactValues(column('a'))).toBe(false);
  });
});
