import { expect, test } from 'vitest';

import type { Metric } from '../../api/types';
import type { Translate } from '../../replies';
import { metricChange, metricDraft, missing, queryDraft } from './draft';

const english: Translate = { __: (text, value?: string) => text.replace('%1', value ?? '') };
const REVENUE: Metric = {
  name: 'revenue',
  expression: 'sum(amount)',
  description: 'money in',
  grain: 'orders',
  filters: ['amount > 0', "status in ('paid', 'sent')"],
  synonyms: ['turnover', 'sales'],
  revision: '0'
};

test('a metric comes out of its form as it went in', () => {
  const { name, revision, ...change } = REVENUE;
  expect(metricChange(metricDraft(REVENUE, ''))).toEqual(change);
  expect([name, revision]).toEqual(['revenue', '0']);
});

test('empty lines and spaces are no conditions and no names', () => {
  const draft = {
    ...metricDraft(null, ''),
    expression: ' count(*) ',
    filters: '\n a > 1 \n',
    synonyms: ' , x,'
  };
  expect(metricChange(draft)).toEqual({
    expression: 'count(*)',
    description: '',
    grain: '',
    filters: ['a > 1'],
    synonyms: ['x']
  });
});

test('what is needed is named', () => {
  expect(missing(metricDraft(REVENUE, ''), english)).toBe('');
  expect(missing(metricDraft(null, ''), english)).toBe('Needed: a name, an expression.');
  const query = queryDraft({
    id: '1',
    question: 'how many?',
    sql: ' ',
    connection: '',
    dialect: 'duckdb',
    parameters: {},
    verified_at: '',
    revision: ''
  });
  expect(missing(query, english)).toBe('Needed: a connection, SQL.');
});
