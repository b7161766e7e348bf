import { describe, expect, it } from 'vitest';

import { ANSWER_MIME } from '../tokens';
import { factsOf } from './facts';
import { outcomeOf, type Output } from './outcome';

const known = new Set(['shop', 'notebook']);

const answer = {
  question: 'how many\norders',
  sql: 'select count(*) from orders',
  cell: '%%sql shop --params \'{"a": 1}\'\nselect count(*) from orders',
  explanation: '',
  assumptions: [],
  understood: [],
  notes: [],
  facts: []
};
const card: Output = { type: 'display_data', data: { [ANSWER_MIME]: answer }, metadata: {} };
const failure: Output = { type: 'error', ename: 'ExecutionError' };
const value: Output = { type: 'execute_result', data: {}, metadata: {}, executionCount: 7 };

function facts(text: string, ...outputs: Output[]) {
  return factsOf(text, outcomeOf(outputs), known);
}

describe('factsOf', () => {
  it('reads a %%sql cell', () => {
    expect(facts('%%sql shop -o big --limit 3\nselect 1', failure)).toEqual({
      kind: 'sql',
      connection: 'shop',
      sql: 'select 1',
      options: '',
      result: 'big',
      failed: true,
      asSql: null
    });
  });

  it.each([
    ['%%sql\nselect 1', null],
    ['%%sql frame <<\nselect 1', 'frame'],
    ['%%sql --out=frame\nselect 1', 'frame'],
    ['%%sql --offline\nselect 1', null]
  ])('finds where %j puts its rows', (text, result) => expect(facts(text)?.result).toBe(result));

  it("takes a cell's value by IPython's name where it has no other", () => {
    expect(facts('%%sql\nselect 1', value)?.result).toBe('_7');
    expect(facts('%%sql -o big\nselect 1', value)?.result).toBe('big');
  });

  it('carries binds and saved statements, and nothing else', () => {
    const text = `%%sql shop -p '{"a b": [1, 2]}' --limit 3 --with best\nselect :a`;
    expect(facts(text)?.options).toBe(`-p '{"a b": [1, 2]}' --with best`);
    expect(facts('%%sql --params {"a": 1}\nselect :a')?.options).toBe('--params {"a": 1}');
  });

  it('has no SQL where nothing but space stands below the line', () => {
    expect(facts('%%sql\n  \n')?.sql).toBeNull();
    expect(facts('%%ask\nhow many')?.sql).toBeNull();
  });

  it("takes a question's SQL, connection and binds from its answer", () => {
    expect(facts('%%ask -o count\nhow many', card)).toMatchObject({
      kind: 'ask',
      connection: 'shop',
      sql: answer.sql,
      options: `--params '{"a": 1}'`,
      result: 'count'
    });
  });

  it('turns a question into a cell that keeps its words as a comment', () => {
    expect(facts('%%ask -o count\nhow many', card)?.asSql).toBe(
      `%%sql shop --params '{"a": 1}' -o count\n-- how many\n-- orders\nselect count(*) from orders`
    );
  });

  it('leaves other cells alone', () => {
    expect(facts('x = 1', card)).toBeNull();
    expect(facts('%%lineage\nselect 1')).toBeNull();
  });

  it('takes no card that it cannot read', () => {
    const broken = { type: 'display_data', data: { [ANSWER_MIME]: { sql: 3 } } };
    expect(facts('%%ask\nhow many', broken)?.sql).toBeNull();
  });
});
