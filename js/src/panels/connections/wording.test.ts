import { describe, expect, test } from 'vitest';

import type { KernelState } from '../../tokens';
import { rowsOf, type Row } from './rows';
import { english, failure, ready, savedConnection } from './testing';
import { ago, kernelLine, notebookName, rowDetails, rowLine, rowStates } from './wording';

const NOW = new Date('2026-03-01T12:00:00Z');

function row(changes: Partial<Row> = {}): Row {
  const [made] = rowsOf({
    ...{ saved: [savedConnection('shop')], kernel: { status: 'none' } },
    ...{ findings: new Map(), uses: {}, elsewhere: () => [] }
  });
  if (!made) {
    throw new Error('there is a row');
  }
  return { ...made, ...changes };
}

test.each([
  [0, 'now'],
  [-5, 'now'],
  [59, 'now'],
  [60, '1 minute ago'],
  [3600 * 5, '5 hours ago'],
  [86_400, 'yesterday'],
  [86_400 * 800, '2 years ago']
])('%d seconds', (seconds, text) => {
  expect(ago(new Date(NOW.getTime() - seconds * 1000), NOW, 'long', 'en')).toBe(text);
});

test('a notebook is called by its name', () => expect(notebookName('a/b/c.ipynb')).toBe('c.ipynb'));

describe('kernels', () => {
  const states: [KernelState, RegExp][] = [
    [{ status: 'none' }, /No notebook/],
    [{ status: 'waiting', notebook: 'x/a.ipynb' }, /^a.ipynb: .*starting/],
    [{ status: 'unloaded', notebook: 'a.ipynb' }, /loads iOpsData/],
    [{ status: 'gone', notebook: 'a.ipynb' }, /Restart/],
    [ready('notebook'), /DataFrames/],
    [ready('shop', 'shop'), /cells use shop/]
  ];
  test.each(states)('%o', (state, text) => expect(kernelLine(state, english)).toMatch(text));
});

describe('lines', () => {
  test('an address stands without scheme, account and parameters', () => {
    const line = (target: string): string => rowLine(row({ target }), english);
    expect(line('postgresql://ann@db.example:5432/shop?sslmode=require')).toBe('db.example:5432/shop');
    expect(line('mssql+pyodbc://ann@h/d')).toBe('h/d');
    expect(line('sc://h:15002/;use_ssl=true')).toBe('h:15002');
    expect(line('/data/a?b.db')).toBe('/data/a?b.db');
    expect(line('<b>')).toBe('<b>');
  });

  test('what was found stands in place of it', () => {
    expect(rowLine(row({ finding: { status: 'testing' } }), english)).toBe('Testing…');
    expect(rowLine(row({ finding: { status: 'failed', failure } }), english)).toBe('It does not work.');
  });

  test('states', () => {
    expect(rowStates(row(), english)).toEqual([]);
    expect(rowStates(row({ open: 'current', elsewhere: ['b'] }), english)).toEqual([
      'current',
      'open elsewhere'
    ]);
    expect(rowStates(row({ open: 'open', saved: null }), english)).toEqual(['open', 'not saved']);
  });

  test('details hold all of it', () => {
    const details = rowDetails(
      row({ lastUsed: NOW, elsewhere: ['b.ipynb'], finding: { status: 'failed', failure } }),
      'PostgreSQL',
      NOW,
      english
    );
    for (const part of ['shop', 'PostgreSQL', 'ann@db.example', 'Try again.', 'Last used', 'b.ipynb']) {
      expect(details).toContain(part);
    }
  });
});
