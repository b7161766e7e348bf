import { describe, expect, test } from 'vitest';

import type { Translate } from '../../replies';
import { ago, costLabel, exactly, headline, rowsLabel, verdictLabel } from './format';

const english: Translate = { __: (text, value?: string) => text.replace('%1', value ?? '') };
const NOW = new Date('2026-03-10T12:00:00Z');

describe('times', () => {
  test.each([
    ['2026-03-10T11:59:40Z', 'now'],
    ['2026-03-10T12:00:10Z', 'now'],
    ['2026-03-10T11:59:00Z', '1 minute ago'],
    ['2026-03-10T09:30:00Z', '2 hours ago'],
    ['2026-03-09T11:00:00Z', 'yesterday'],
    ['2026-02-20T11:00:00Z', '2 weeks ago'],
    ['2024-03-10T11:00:00Z', '2 years ago']
  ])('%s is %s', (at, words) => {
    expect(ago(at, NOW, 'en')).toBe(words);
  });

  test('the exact one has a date and seconds', () => {
    expect(exactly('2026-03-10T11:59:40Z', 'en')).toMatch(/March 1[01], 2026.*:59:40/);
  });
});

test.each([
  [null, ''],
  [0, '$0.00'],
  [0.00214, '$0.0021'],
  [1.5, '$1.50'],
  [12.345, '$12.35']
])('a cost of %s is shown as "%s"', (usd, text) => {
  expect(costLabel(usd, 'en')).toBe(text);
});

test('rows are counted', () => {
  expect([null, 1, 12345].map(rows => rowsLabel(rows, english, 'en'))).toEqual(['', '1 row', '12,345 rows']);
});

test('each verdict has a word', () => {
  expect((['allowed', 'refused', 'failed'] as const).map(each => verdictLabel(each, english))).toEqual([
    'allowed',
    'refused',
    'failed'
  ]);
});

test('a headline is the question, else the statement, on one line', () => {
  expect(headline({ question: ' how\nmany? ', sql: 'select 1' })).toBe('how many?');
  expect(headline({ question: '', sql: 'select\n  1' })).toBe('select 1');
});
