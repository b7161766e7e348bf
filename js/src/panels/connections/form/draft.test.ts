import { describe, expect, test } from 'vitest';

import { savedConnection } from '../testing';
import {
  addressProblems,
  draftOf,
  isSamePlace,
  newDraft,
  problemsOf,
  savedBody,
  targetOf,
  testedBody,
  withEngine,
  withForm,
  type Draft
} from './draft';

const SAVED = savedConnection('shop', { has_password: true });
const OWN = { kind: 'own' } as const;
const TEAM = { kind: 'workspace', name: 'Sales' } as const;

function server(changes: Partial<Draft['address']> = {}): Draft {
  const draft = newDraft('postgresql');
  return { ...draft, address: { ...draft.address, host: 'h', database: 'd', ...changes } };
}

describe('drafts', () => {
  test('a saved connection fills the fields, without its password', () => {
    expect(draftOf(SAVED)).toMatchObject({
      ...{ engine: 'postgresql', by: 'fields', name: 'shop', password: '', access: 'read_only' },
      address: { host: 'db.example', port: '5432', user: 'ann', database: 'shop' }
    });
    expect(draftOf(savedConnection('x', { driver: 'sqlite', target: '/x.db' }))).toMatchObject({
      ...{ engine: 'sqlite', path: '/x.db' }
    });
    const many = { target: 'postgresql://a,b/d' };
    expect(draftOf(savedConnection('x', many))).toMatchObject({ by: 'url', url: many.target });
    const other = { driver: 'sqlalchemy', target: 'trino://h/d' };
    expect(draftOf(savedConnection('x', other))).toMatchObject({ engine: 'other', url: other.target });
  });

  test('another engine keeps what both have, and not the right to write where there is none', () => {
    const draft = { ...server({ port: '5432' }), name: 'n', access: 'read_write' as const };
    expect(withEngine(draft, 'mysql')).toMatchObject({
      ...{ name: 'n', access: 'read_write' },
      address: { scheme: 'mysql', host: 'h', port: '', database: 'd' }
    });
    expect(withEngine(draft, 'files').access).toBe('read_only');
  });

  test('a server goes from fields to its URL and back, and a password out of it', () => {
    const url = withForm(server(), 'url');
    expect(url.url).toBe('postgresql://h/d');
    const back = withForm({ ...url, url: 'postgresql://ann:pw@h2/d' }, 'fields');
    expect([back.address.host, back.address.user, back.password]).toEqual(['h2', 'ann', 'pw']);
    expect(targetOf(back)).toBe('postgresql://ann@h2/d');
    expect(withForm({ ...url, url: 'postgresql://a,b/d' }, 'fields').by).toBe('url');
    expect(withForm({ ...url, url: '' }, 'fields').by).toBe('fields');
  });
});

describe('problems', () => {
  test.each([
    [{ host: '' }, { host: 'missing' }],
    [{ host: 'a b' }, { host: 'host' }],
    [{ host: 'h@evil' }, { host: 'host' }],
    [{ port: '0' }, { port: 'port' }],
    [{ port: '65536' }, { port: 'port' }],
    [{ port: 'x' }, { port: 'port' }],
    [{ options: 'a=1\n\nb=%20' }, {}],
    [{ options: 'a' }, { options: 'options' }],
    [{ options: 'a=1&b=2' }, { options: 'options' }]
  ])('of an address %o', (changes, problems) => {
    expect(addressProblems(server(changes))).toEqual(problems);
  });

  test('of paths and URLs', () => {
    expect(addressProblems(newDraft('duckdb'))).toEqual({ path: 'missing' });
    expect(addressProblems({ ...newDraft('duckdb'), path: 'x.duckdb' })).toEqual({});
    expect(addressProblems(newDraft('other'))).toEqual({ url: 'missing' });
    expect(addressProblems({ ...newDraft('other'), url: 'trino.example' })).toEqual({ url: 'scheme' });
    expect(addressProblems({ ...newDraft('other'), url: 'mssql+pyodbc://h/d' })).toEqual({});
  });

  test('writing and sharing need a word of their own', () => {
    const draft = { ...server(), access: 'read_write' as const };
    expect(problemsOf(draft, TEAM)).toEqual({ writing: 'unconfirmed', sharing: 'unconfirmed' });
    expect(problemsOf({ ...draft, confirmedWriting: true }, OWN)).toEqual({});
    expect(problemsOf({ ...server(), confirmedSharing: true }, TEAM)).toEqual({});
    expect(problemsOf({ ...server(), name: '2 x' }, OWN)).toEqual({ name: 'name' });
  });
});

describe('what is sent', () => {
  test('an edit that leads to the same place sends the address as it is saved, and no password', () => {
    const saved = { ...SAVED, target: 'postgresql://ann@db.example:5432/a%2Fb' };
    const draft = { ...draftOf(saved), samples: true };
    expect(isSamePlace(draft, saved)).toBe(true);
    expect(savedBody(draft, saved)).toEqual({
      ...{ target: saved.target, access: 'read_only', samples: true, confirm_write: false }
    });
  });

  test('a password that is typed is sent, one that shall not be kept only with a test', () => {
    const draft = { ...server(), password: 'S3cr3t' };
    expect(savedBody(draft, null).password).toBe('S3cr3t');
    expect(savedBody({ ...draft, keepPassword: false }, null).password).toBeNull();
    expect(testedBody({ ...draft, keepPassword: false }).password).toBe('S3cr3t');
    expect('password' in testedBody(server())).toBe(false);
  });

  test('writing is confirmed where a person did so alone', () => {
    const draft = { ...server(), access: 'read_write' as const };
    expect(savedBody(draft, null).confirm_write).toBe(false);
    expect(savedBody({ ...draft, confirmedWriting: true }, null).confirm_write).toBe(true);
    expect(savedBody({ ...server(), confirmedWriting: true }, null).confirm_write).toBe(false);
  });
});
