import { describe, expect, test } from 'vitest';

import { tokenize, type TokenKind } from './sql';

const joined = (sql: string): string =>
  tokenize(sql)
    .map(token => token.text)
    .join('');
const ofKind = (sql: string, kind: TokenKind): string[] =>
  tokenize(sql)
    .filter(token => token.kind === kind)
    .map(token => token.text);

describe('no character is lost or changed', () => {
  test.each([
    ['empty', ''],
    ['spaces only', ' \n\t '],
    ['unterminated string', "select 'abc"],
    ['unterminated quoted name', 'select "abc'],
    ['unterminated comment', 'select 1 /* abc'],
    ['unterminated dollar quote', 'select $x$ abc'],
    ['quotes in quotes', `select 'it''s', "a ""b""", \`c\``],
    ['names beyond ASCII', 'select größe, 数量 from "Ünïcode" where a=‘x’'],
    ['astral characters', "select '🦆', 🦆"],
    ['windows lines', 'select 1\r\nfrom t\r\n'],
    ['markup', "select '<img src=x onerror=alert(1)>'"],
    ['operators', 'a||b->>c::int<>2!=3;--'],
    ['parameters', 'select :a, $1, @b, %(c)s, {d}'],
    ['a lone dollar', 'select $ 1']
  ])('%s', (_name, sql) => expect(joined(sql)).toBe(sql));

  test('a long statement stays linear', () => {
    const sql = 'select \'a\', "b", /* c */ 1 '.repeat(20_000);
    const start = performance.now();
    expect(joined(sql)).toBe(sql);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('kinds', () => {
  test('keywords are found without regard to case', () => {
    expect(ofKind('Select a fRoM t', 'keyword')).toEqual(['Select', 'fRoM']);
  });

  test('a name followed by a bracket is a function, a keyword is not', () => {
    expect(ofKind('select count(*), in (1), max (x)', 'function')).toEqual(['count']);
  });

  test('a quoted name is no string', () => {
    expect(ofKind(`select "from" from 'from'`, 'string')).toEqual(["'from'"]);
  });

  test('a keyword in a comment or string is none', () => {
    expect(ofKind("-- select\n'select' /* from */", 'keyword')).toEqual([]);
  });

  test('a line comment ends with its line', () => {
    expect(ofKind('--a\nselect 1', 'comment')).toEqual(['--a']);
  });

  test('digits in a name are no number', () => {
    expect(ofKind('t1.c2 + 1.5e-3 + .5 + 1_000', 'number')).toEqual(['1.5e-3', '.5', '1_000']);
  });

  test('a dollar quote ends with its own tag', () => {
    expect(ofKind('$a$ $b$ $a$ x', 'string')).toEqual(['$a$ $b$ $a$']);
  });
});

describe('dialects', () => {
  const strings = (sql: string, dialect: string): string[] =>
    tokenize(sql, dialect)
      .filter(token => token.kind === 'string')
      .map(token => token.text);

  test.each([
    ['postgres', 'select "a", \'b\'', ["'b'"]],
    ['mysql', 'select "a", `b`', ['"a"']],
    ['mysql', "select 'it\\'s', 1", ["'it\\'s'"]],
    ['spark', 'select "a \\" b"', ['"a \\" b"']],
    ['tsql', "select [it's], 'x'", ["'x'"]],
    ['constructor', "select 'x'", ["'x'"]]
  ])('strings of %s in %s', (dialect, sql, expected) => expect(strings(sql, dialect)).toEqual(expected));

  test('a hash begins a comment where the dialect has it so', () => {
    const comments = (dialect: string): string[] =>
      tokenize('select 1 # why\nfrom t', dialect)
        .filter(token => token.kind === 'comment')
        .map(token => token.text);
    expect(comments('mysql')).toEqual(['# why']);
    expect(comments('postgres')).toEqual([]);
  });
});
