import { expect, test } from 'vitest';

import { Elsewhere } from './elsewhere';
import { ready } from './testing';

test('a notebook that was left keeps what it had open while its kernel runs', () => {
  const running = new Set(['work/a.ipynb']);
  const elsewhere = new Elsewhere(notebook => running.has(notebook));
  elsewhere.learn(ready('shop', 'shop'));
  elsewhere.learn({ status: 'waiting', notebook: 'work/b.ipynb' });
  expect(elsewhere.notebooks('shop', 'work/b.ipynb')).toEqual(['work/a.ipynb']);
  expect(elsewhere.notebooks('shop', 'work/a.ipynb')).toEqual([]);
  expect(elsewhere.notebooks('crm', 'work/b.ipynb')).toEqual([]);
  running.clear();
  expect(elsewhere.notebooks('shop', 'work/b.ipynb')).toEqual([]);
});

test('a kernel that stopped has nothing open', () => {
  const elsewhere = new Elsewhere(() => true);
  elsewhere.learn(ready('shop', 'shop'));
  elsewhere.learn({ status: 'gone', notebook: 'work/a.ipynb' });
  expect(elsewhere.notebooks('shop', '')).toEqual([]);
});
