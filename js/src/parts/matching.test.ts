import { expect, test } from 'vitest';

import { matching } from './matching';

const MODELS = ['groq/llama-3', 'gpt-4.1', 'gpt-4.1-mini', 'openai/GPT-4.1'];

test('every word counts, in whatever case, and beginnings come first', () => {
  expect(matching(MODELS, 'GPT mini', 9).shown).toEqual(['gpt-4.1-mini']);
  expect(matching(MODELS, 'gpt', 9).shown).toEqual(['gpt-4.1', 'gpt-4.1-mini', 'openai/GPT-4.1']);
});

test('what is not shown is counted', () =>
  expect(matching(MODELS, '', 3)).toEqual({ shown: MODELS.slice(0, 3), more: 1 }));

test('nothing fits', () => expect(matching(MODELS, 'claude', 3)).toEqual({ shown: [], more: 0 }));
