import {
  bool,
  columnFromArray,
  decimal,
  float32,
  float64,
  int64,
  tableFromColumns,
  tableToIPC,
  utf8,
  type Column
} from '@uwdata/flechette';
import { describe, expect, test } from 'vitest';

import { decimalText, pageOf } from './arrow';

function texts(column: Column<unknown>): string[] {
  const bytes = tableToIPC(tableFromColumns({ '0': column }), { format: 'stream' });
  const page = pageOf(bytes as Uint8Array);
  return Array.from({ length: page.rowCount }, (_, row) => page.cell(row, 0).text);
}

describe('cells', () => {
  test('whole numbers beyond 2^53 keep every digit', () => {
    const column = columnFromArray([9223372036854775807n, -9007199254740993n, null], int64());
    expect(texts(column)).toEqual(['9223372036854775807', '-9007199254740993', 'null']);
  });

  test('decimals are exact', () => {
    const column = columnFromArray([12.5, -0.05, 0], decimal(20, 2));
    expect(texts(column)).toEqual(['12.50', '-0.05', '0.00']);
  });

  test('a float of 32 bits has its own digits', () => {
    expect(texts(columnFromArray([0.1, 16777216, NaN], float32()))).toEqual(['0.1', '16777216', 'NaN']);
    const column = columnFromArray([0.1 + 0.2, Infinity, NaN], float64());
    expect(texts(column)).toEqual(['0.30000000000000004', 'Infinity', 'NaN']);
  });

  test('null is told from empty text and from the word', () => {
    const bytes = tableToIPC(tableFromColumns({ '0': columnFromArray([null, '', 'null'], utf8()) }), {});
    const page = pageOf(bytes as Uint8Array);
    expect([0, 1, 2].map(row => page.cell(row, 0))).toEqual([
      { text: 'null', isBlank: true },
      { text: '(empty)', isBlank: true },
      { text: 'null', isBlank: false }
    ]);
  });

  test('text is on one line and shows what would hide in it', () => {
    const column = columnFromArray(['a\nb\t\u202e<img>'], utf8());
    expect(texts(column)).toEqual(['a⏎b⇥\\u202e<img>']);
  });

  test('truth values', () =>
    expect(texts(columnFromArray([true, false], bool()))).toEqual(['true', 'false']));
});

test.each([
  [5n, 0, '5'],
  [-5n, 3, '-0.005'],
  [0n, 2, '0.00'],
  [12345678901234567890123n, 5, '123456789012345678.90123'],
  [7n, -2, '700']
])('%s of 10^-%s is %s', (units, scale, text) => expect(decimalText(units, scale)).toBe(text));
