import { describe, expect, test } from 'vitest';

import type { Setting } from '../../api/types';
import { added, moved, without } from './order';
import { decidedBy, inGroup, numberOf, wordingOf } from './wording';

const english = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_mark, index) => String(values[Number(index) - 1]))
};

function setting(name: string, changes: Partial<Setting> = {}): Setting {
  return {
    name,
    kind: 'text',
    choices: [],
    value: null,
    source: 'default',
    saved: null,
    can_be_saved: true,
    ...changes
  };
}

describe('groups', () => {
  test('have their settings in order, and those that are unknown stand in the last', () => {
    const all = [setting('new_one'), setting('auto_execute'), setting('translator'), setting('model')];
    expect(inGroup('answers', all).map(({ name }) => name)).toEqual(['translator', 'auto_execute']);
    expect(inGroup('other', all).map(({ name }) => name)).toEqual(['new_one']);
    expect(wordingOf('new_one', english).label).toBe('new_one');
  });

  test('what cannot be saved is in none', () =>
    expect(inGroup('other', [setting('data_dir', { can_be_saved: false })])).toEqual([]));
});

test.each([
  ['environment', 'Decided by IOPSDATA_MODEL in the environment'],
  ['file', 'Decided by iopsdata.toml'],
  ['saved', null],
  ['default', null]
] as const)('%s decides: %s', (source, expected) =>
  expect(decidedBy(setting('model', { source }), english)).toBe(expected)
);

test.each([
  ['12', 'integer', 12],
  [' 0 ', 'integer', 0],
  ['1.5', 'integer', null],
  ['1,5', 'number', 1.5],
  ['-1', 'number', null],
  ['', 'number', null],
  ['many', 'number', null],
  ['Infinity', 'number', null]
] as const)('%o as %s is %o', (text, kind, expected) => expect(numberOf(text, kind)).toBe(expected));

describe('order', () => {
  test.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, -1, ['b', 'a', 'c']],
    [0, 9, ['b', 'c', 'a']],
    [7, 0, ['a', 'b', 'c']]
  ])('from %i to %i', (from, to, expected) => expect(moved(['a', 'b', 'c'], from, to)).toEqual(expected));

  test('an entry is added once, without blanks', () => {
    expect(added(['a'], ' b ')).toEqual(['a', 'b']);
    expect(added(['a'], 'a')).toEqual(['a']);
    expect(added(['a'], '  ')).toEqual(['a']);
  });

  test('an entry is removed by its place', () => expect(without(['a', 'b'], 0)).toEqual(['b']));
});
