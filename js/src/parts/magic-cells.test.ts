import { expect, test } from 'vitest';

import { questionCell, statementCell } from './magic-cells';

test('cells name their connection', () => {
  expect(questionCell('shop', 'how many?')).toBe('%%ask shop\nhow many?');
  expect(statementCell('shop', 'select 1')).toBe('%%sql shop\nselect 1');
});

test('a name that is none is left out', () => {
  expect(questionCell('a\nimport os', 'how many?')).toBe('%%ask\nhow many?');
  expect(statementCell('a -o x', 'select 1')).toBe('%%sql\nselect 1');
});
