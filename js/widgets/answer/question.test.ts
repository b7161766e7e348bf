import { expect, test } from 'vitest';

import { segments } from './question';

const marked = (question: string, ...words: string[]): string =>
  segments(
    question,
    words.map(word => ({ words: word, meaning: 'm' }))
  )
    .map(({ text, meaning }) => (meaning === null ? text : `[${text}]`))
    .join('');

test.each([
  ['nothing understood', 'How many?', [], 'How many?'],
  [
    'words are found without regard to case',
    'Total REVENUE by store',
    ['revenue', 'store'],
    'Total [REVENUE] by [store]'
  ],
  ['part of a word is not marked', 'restored store', ['store'], 'restored [store]'],
  ['the longer phrase wins', 'total sales tax', ['sales', 'sales tax'], 'total [sales tax]'],
  ['the same word twice takes two places', 'a or a', ['a', 'a'], '[a] or [a]'],
  ['words that do not occur are left out', 'a b', ['c'], 'a b'],
  ['signs of patterns are plain text', 'c++ (x) [y]', ['c++', '(x)', '[y]'], '[c++] [(x)] [[y]]'],
  ['empty and blank words', 'a b', ['', '  '], 'a b'],
  ['letters beyond ASCII', 'les élèves élus', ['élèves'], 'les [élèves] élus']
])('%s', (_name, question, words, expected) => expect(marked(question, ...words)).toBe(expected));
