import { expect, test } from 'vitest';

import type { Metric, VerifiedQuery } from '../../api/types';
import { keyOf, rowsOf } from './rows';

function metric(name: string, synonyms: string[] = []): Metric {
  return { name, expression: 'sum(amount)', description: '', grain: '', filters: [], synonyms, revision: '' };
}

function query(question: string): VerifiedQuery {
  return {
    id: question,
    question,
    sql: 'select 1',
    connection: 'shop',
    dialect: 'duckdb',
    parameters: {},
    verified_at: '',
    revision: ''
  };
}

const METRICS = [metric('revenue', ['Turnover']), metric('visits')];
const QUERIES = [query('How many orders?'), query('Which cities?')];

test('metrics come before verified queries, each below a heading that counts them', () => {
  expect(rowsOf(METRICS, QUERIES, '').map(keyOf)).toEqual([
    'heading metric',
    'metric revenue',
    'metric visits',
    'heading query',
    'query How many orders?',
    'query Which cities?'
  ]);
  expect(rowsOf(METRICS, QUERIES, '')[0]).toEqual({ kind: 'heading', of: 'metric', count: 2 });
});

test('every word must stand somewhere, in whatever case', () => {
  const kept = (search: string): string[] =>
    rowsOf(METRICS, QUERIES, search)
      .filter(({ kind }) => kind !== 'heading')
      .map(keyOf);
  expect(kept('TURNOVER')).toEqual(['metric revenue']);
  expect(kept('orders shop')).toEqual(['query How many orders?']);
  expect(kept('orders revenue')).toEqual([]);
});
