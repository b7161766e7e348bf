import { describe, expect, it } from 'vitest';

import type { KernelState } from '../tokens';
import { actionsOf, cellBelow, offers, whyNot, type Action } from './actions';
import type { CellFacts } from './facts';

const trans = { __: (text: string) => text };
const ready: KernelState = {
  status: 'ready',
  notebook: 'a.ipynb',
  snapshot: { current: 'notebook', connections: [], dataframes: [] }
};
const sql: CellFacts = {
  kind: 'sql',
  connection: 'shop',
  sql: 'select 1',
  options: '',
  result: 'big',
  failed: false,
  asSql: null
};
const ask: CellFacts = { ...sql, kind: 'ask', asSql: '%%sql\nselect 1' };

function enabled(facts: CellFacts, kernel: KernelState = ready): Action[] {
  return offers(facts, kernel, trans)
    .filter(offer => offer.enabled)
    .map(offer => offer.action);
}

describe('offers', () => {
  it('differ by the kind of the cell', () => {
    expect(actionsOf(sql)).toEqual(['format', 'explain', 'plan', 'lineage', 'profile', 'fix']);
    expect(actionsOf(ask)).toEqual(['explain', 'plan', 'lineage', 'profile', 'fix', 'sql']);
  });

  it('are enabled where they can be done', () => {
    expect(enabled(sql)).toEqual(['format', 'explain', 'plan', 'lineage', 'profile']);
    expect(enabled({ ...sql, failed: true, result: null })).toEqual([
      'format',
      'explain',
      'plan',
      'lineage',
      'fix'
    ]);
    expect(enabled({ ...sql, sql: null })).toEqual([]);
    expect(enabled(ask, { status: 'gone', notebook: 'a.ipynb' })).toEqual(['sql']);
  });

  it.each([
    ['unloaded', '%load_ext'],
    ['waiting', 'starting'],
    ['gone', 'Start the kernel']
  ] as const)('say what a kernel that is %s needs', (status, words) => {
    const [first] = offers(sql, { status, notebook: 'a.ipynb' }, trans);
    expect(first?.enabled).toBe(false);
    expect(first?.tip).toContain(words);
  });

  it('say why they are not to be had', () => {
    expect(whyNot('fix', sql, ready, trans)).toContain('has not failed');
    expect(whyNot('profile', { ...sql, result: null }, ready, trans)).toContain('Run the cell');
    expect(whyNot('sql', { ...ask, asSql: null }, ready, trans)).toContain('Run the cell');
    expect(whyNot('plan', { ...ask, sql: null }, ready, trans)).toContain('Run the cell');
    expect(whyNot('plan', { ...sql, sql: null }, ready, trans)).toContain('no SQL');
    expect(whyNot('plan', sql, ready, trans)).toBeNull();
  });
});

describe('cellBelow', () => {
  it('names the connection and carries what the SQL needs', () => {
    expect(cellBelow('plan', { ...sql, options: '-p {"a":1}' })).toBe(
      '%%sql shop --explain -p {"a":1}\nselect 1'
    );
    expect(cellBelow('plan', { ...sql, connection: null })).toBe('%%sql --explain\nselect 1');
    expect(cellBelow('lineage', sql)).toBe('%%lineage shop\nselect 1');
    expect(cellBelow('profile', sql)).toBe('%profile big');
    expect(cellBelow('fix', sql)).toBe('%ask shop --fix');
    expect(cellBelow('fix', { ...sql, connection: null })).toBe('%ask --fix');
  });

  it.each(['format', 'explain', 'sql'] as const)('is none for %s', action => {
    expect(cellBelow(action, sql)).toBeNull();
  });
});
