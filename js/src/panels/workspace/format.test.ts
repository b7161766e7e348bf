import { expect, test } from 'vitest';

import type { SignIn } from '../../api/types';
import { dateOf, outboxText, roleLabel, syncText, timeOf, type Words } from './format';

const english: Words = {
  __: (text, ...values) => text.replace(/%(\d)/g, (_mark, index) => String(values[Number(index) - 1])),
  _n: (one, many, count) => (count === 1 ? one : many).replace('%1', String(count))
};
const NOW = new Date(2026, 4, 7, 15, 0);
const AT = new Date(2026, 4, 7, 9, 5).toISOString();
const SIGN_IN: SignIn = {
  configured: true,
  project: 'p',
  email: 'e',
  workspace: null,
  fixed: null,
  local: false,
  waiting: 0,
  refused: 0,
  synced_at: null,
  offline_since: null
};

test('a moment of today has its time, another its date too', () => {
  expect(timeOf(AT, NOW, 'de')).toBe('09:05');
  expect(timeOf(AT, new Date(2026, 4, 8), 'de')).toBe(`${dateOf(AT, 'de')}, 09:05`);
});

test('the state of sync in words', () => {
  expect(syncText(SIGN_IN, NOW, english)).toMatch(/Nothing has been read/);
  expect(syncText({ ...SIGN_IN, synced_at: AT }, NOW, english, 'de')).toBe('In sync, read at 09:05');
  const gone = { ...SIGN_IN, synced_at: AT, offline_since: AT };
  expect(syncText(gone, NOW, english, 'de')).toBe('The project cannot be reached since 09:05');
});

test('what waits is counted', () => {
  expect(outboxText(SIGN_IN, english)).toEqual([]);
  expect(outboxText({ ...SIGN_IN, waiting: 1, refused: 2 }, english)).toEqual([
    '1 audit event waits to be sent',
    '2 audit events were refused by the project and stay here'
  ]);
});

test('roles in words', () =>
  expect((['owner', 'editor', 'viewer'] as const).map(role => roleLabel(role, english))).toEqual([
    'owner',
    'editor',
    'viewer'
  ]));
