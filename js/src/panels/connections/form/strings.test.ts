import { expect, test } from 'vitest';

import { english, savedConnection } from '../testing';
import { draftOf, newDraft } from './draft';
import { FormModel, type FormState } from './model';
import { passwordHelp, problemText, sharingText, sslText } from './strings';

const SAVED = savedConnection('shop', { has_password: true });

function state(changes: Partial<FormState>): FormState {
  const work = {} as ConstructorParameters<typeof FormModel>[0];
  return { ...new FormModel(work, null).state, saved: SAVED, draft: draftOf(SAVED), ...changes };
}

test('it is said what becomes of the password', () => {
  expect(passwordHelp(state({ saved: null }), english)).toMatch(/encrypted/);
  expect(passwordHelp(state({}), english)).toMatch(/stays/);
  const draft = draftOf(SAVED);
  expect(passwordHelp(state({ draft: { ...draft, password: 'x' } }), english)).toMatch(/replaces everything/);
  expect(passwordHelp(state({ draft: { ...draft, keepPassword: false } }), english)).toMatch(/test alone/);
  const moved = { ...draft, address: { ...draft.address, host: 'other' } };
  expect(passwordHelp(state({ draft: moved }), english)).toMatch(/type it again/);
});

test('members are told of by what they get', () => {
  const team = { kind: 'workspace', name: 'Sales' } as const;
  expect(sharingText(newDraft('postgresql'), team, english)).toMatch(/Sales.*with its password/);
  const kept = { ...newDraft('postgresql'), keepPassword: false };
  expect(sharingText(kept, team, english)).toMatch(/password is not kept/);
  expect(sharingText(newDraft('duckdb'), team, english)).toMatch(/path/);
});

test('every problem has words, and none has none', () => {
  for (const problem of ['missing', 'name', 'port', 'host', 'scheme', 'options', 'unconfirmed'] as const) {
    expect(problemText(problem, english)).toBeTruthy();
  }
  expect(problemText(undefined, english)).toBeUndefined();
  expect(
    new Set(['', 'disable', 'require', 'verify-ca', 'verify-full'].map(m => sslText(m, english))).size
  ).toBe(5);
});
