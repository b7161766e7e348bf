import { describe, expect, test } from 'vitest';

import type { Translate } from '../replies';
import { contentOf, freeName, isDataFile, starterOf } from './notebook';

const english: Translate = { __: (text, value?: string) => text.replace('%1', value ?? '') };

test.each([
  ['a.csv', true],
  ['A.PARQUET', true],
  ['a b.xlsx', true],
  ['a.json', true],
  ['a.ipynb', false],
  ['csv', false],
  ['a\nimport os.csv', false]
])('whether %j is a data file: %s', (name, expected) => {
  expect(isDataFile(name)).toBe(expected);
});

describe('setup', () => {
  const setup = (file: string): string => starterOf({ kind: 'ask-file', file }, english).setup;

  test.each([
    ['orders.csv', '%connect orders.csv'],
    ['my orders.csv', '%connect "my orders.csv"'],
    ['a"b.csv', '%connect "a\\"b.csv"'],
    ['$HOME.csv', '%connect "./$HOME.csv"'],
    ['--write.csv', '%connect ./--write.csv']
  ])('of %s', (file, line) => {
    expect(setup(file)).toBe(`%load_ext iopsdata_jupyter\n${line}`);
  });

  test('of a connection and of a profile', () => {
    expect(starterOf({ kind: 'ask', connection: 'shop' }, english).setup).toContain('%connect shop');
    expect(starterOf({ kind: 'profile-file', file: 'a.csv' }, english).setup).toContain('%profile a.csv');
  });
});

test('the notebook has a text, a cell that prepares, and a question', () => {
  const starter = starterOf({ kind: 'ask-file', file: 'a`<b>.csv' }, english);
  const content = contentOf(starter, { name: 'python3', display_name: 'Python 3' });
  expect(content.cells.map(({ cell_type }) => cell_type)).toEqual(['markdown', 'code', 'code']);
  expect(content.cells[0]?.source).toContain("# Ask about `a'<b>.csv`");
  expect(content.metadata.kernelspec).toEqual({
    name: 'python3',
    display_name: 'Python 3',
    language: 'python'
  });
});

test('a profile has no question', () => {
  const starter = starterOf({ kind: 'profile-file', file: 'a.csv' }, english);
  expect(contentOf(starter, { name: 'x', display_name: 'X' }).cells).toHaveLength(2);
});

test('names are those of the file, and free', () => {
  expect(starterOf({ kind: 'ask-file', file: 'my data (1).csv' }, english).name).toBe('ask-my-data-1-');
  expect(freeName('ask', [])).toBe('ask.ipynb');
  expect(freeName('ask', ['Ask.ipynb', 'ask-1.ipynb'])).toBe('ask-2.ipynb');
});
