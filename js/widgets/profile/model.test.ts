import { describe, expect, test } from 'vitest';

import { chosen, EVERYTHING, modelOf, warningKinds, type Choice } from './model';
import { isProfilePayload } from './payload';
import { column, comparison, insight, profile, textColumn } from './testing';
import { binText, columnFacts, figureText, shareText, sizeText, summaryText, valueText } from './wording';
import { english } from './strings';

const shown = profile(
  [
    column('amount', { null_share: 0.2, null_count: 2, distinct_count: 9 }),
    textColumn('email', 'x', { semantic: { name: 'email', personal: true, evidence: 'by its name' } }),
    column('later', { null_share: null, null_count: null, count: null, distinct_count: null })
  ],
  { insights: [insight('outliers', ['amount'], 'Far out.'), insight('rows', [], 'Rows.')] }
);
const model = modelOf({ version: 1, profile: shown });

function names(choice: Partial<Choice>): string[] {
  return chosen(model.entries, { ...EVERYTHING, ...choice }).map(entry => entry.column.name);
}

describe('what is shown', () => {
  test.each<[string, Partial<Choice>, string[]]>([
    ['everything in its order', {}, ['amount', 'email', 'later']],
    ['a part of a name', { query: 'AMO' }, ['amount']],
    ['a type', { query: 'varchar' }, ['email']],
    ['a family of types', { group: 'text' }, ['email']],
    ['nulls', { show: 'nulls' }, ['amount']],
    ['insights', { show: 'warned' }, ['amount']],
    ['one kind of insight', { show: 'kind:outliers' }, ['amount']],
    ['personal data', { show: 'personal' }, ['email']],
    ['by name, last first', { sort: 'name', descending: true }, ['later', 'email', 'amount']],
    ['unknown figures come last', { sort: 'nulls' }, ['email', 'amount', 'later']],
    ['also downwards', { sort: 'nulls', descending: true }, ['amount', 'email', 'later']],
    ['distinct values', { sort: 'distinct' }, ['email', 'amount', 'later']]
  ])('%s', (_name, choice, expected) => expect(names(choice)).toEqual(expected));

  test('kinds of insights that tell of no column are no filter', () =>
    expect(warningKinds(model)).toEqual(['outliers']));

  test('a comparison has the columns of both sides', () => {
    const both = modelOf({ version: 1, comparison: comparison() });
    expect(both.entries.map(entry => [entry.column.name, entry.change])).toEqual([
      ['kept', 'none'],
      ['fresh', 'added'],
      ['gone', 'removed']
    ]);
    const changed = chosen(both.entries, { ...EVERYTHING, show: 'changed' });
    expect(changed.map(entry => entry.column.name)).toEqual(['fresh', 'gone']);
  });
});

describe('wording', () => {
  test.each([
    [0, '0 %'],
    [0.0001, 'under 0.1 %'],
    [0.123, '12.3 %'],
    [0.9999, 'over 99.9 %'],
    [1, '100 %']
  ])('share %d', (share, text) => expect(shareText(share)).toBe(text));

  test.each([
    [null, '–'],
    [1234567, '1,234,567'],
    [1234.567, '1,234.57'],
    [0.00123456, '0.001235'],
    [2.5, '2.5'],
    [1e20, '1e+20'],
    ['Infinity', 'Infinity']
  ])('figure %s', (figure, text) => expect(figureText(figure)).toBe(text));

  test.each([
    ['', '(empty)'],
    ['2024-05-01T00:00:00', '2024-05-01'],
    ['2024-05-01T10:30:00', '2024-05-01 10:30:00'],
    ['a\nb\u202e', 'a⏎b\\u202e'],
    [true, 'true'],
    [null, '–']
  ])('value %j', (value, text) => expect(valueText(value)).toBe(text));

  test('a bin tells its exact edges, count and share', () => {
    const histogram = { edges: [0.1234567, 2, 3], counts: [3, 1] };
    expect(binText(histogram, 0)).toBe('0.1234567 to 2: 3 (75 %)');
  });

  test('sizes', () =>
    expect([sizeText(999), sizeText(1500), sizeText(2.5e9)]).toEqual(['999 bytes', '1.5 kB', '2.5 GB']));

  test('figures of a column, and what was not computed is left out', () => {
    const facts = new Map(columnFacts(column('x', { std: null, distinct_is_exact: false }), english));
    expect(facts.get('distinct')).toBe('≈ 4');
    expect(facts.get('median')).toBe('4');
    expect(facts.get('outliers')).toBe('1');
    expect(facts.has('std')).toBe(false);
  });

  test('one line for each kind', () => {
    expect(summaryText(column('x'), english)).toBe('0.5 to 8.5, median 4');
    expect(summaryText(textColumn('x', 'red'), english)).toBe('1 to 9 characters, such as red');
    expect(summaryText(column('x', { kind: 'boolean', mean: 0.25 }), english)).toBe('25 % true');
  });
});

describe('payloads from notebooks', () => {
  test('profiles and comparisons are accepted', () => {
    expect(isProfilePayload({ version: 1, profile: shown })).toBe(true);
    expect(isProfilePayload({ version: 1, comparison: comparison() })).toBe(true);
  });

  const [first] = shown.columns;
  test.each([
    ['null', null],
    ['nothing in it', {}],
    ['another version', { version: 2, profile: shown }],
    ['no columns', { version: 1, profile: { ...shown, columns: null } }],
    ['a column that is text', { version: 1, profile: { ...shown, columns: ['x'] } }],
    ['a name that is markup as an object', { version: 1, profile: { ...shown, name: { toString: '<b>' } } }],
    [
      'a histogram with too few edges',
      {
        version: 1,
        profile: { ...shown, columns: [{ ...first, histogram: { edges: [1], counts: [1] } }] }
      }
    ],
    ['a count that is text', { version: 1, profile: { ...shown, columns: [{ ...first, null_count: '1' }] } }],
    [
      'an insight without text',
      { version: 1, profile: { ...shown, insights: [{ kind: 'x', columns: [] }] } }
    ],
    ['half a comparison', { version: 1, comparison: { ...comparison(), left: null } }]
  ])('%s is refused', (_name, value) => expect(isProfilePayload(value)).toBe(false));
});
