import { describe, expect, test } from 'vitest';

import { failureOf, isConnectionsReply, type Translate } from './replies';

const english: Translate = {
  __: (text, ...values) => text.replace(/%(\d)/g, (_mark, index) => String(values[Number(index) - 1]))
};

const connection = {
  name: 'a',
  driver: 'duckdb',
  target: 'duckdb:///a',
  access: 'read_only',
  has_password: false,
  samples: false,
  revision: '0123456789abcdef'
};

describe('replies', () => {
  test.each([
    ['none', { connections: [] }, true],
    ['one', { connections: [connection] }, true],
    ['a field missing', { connections: [{ name: 'a' }] }, false],
    ['no list', { connections: null }, false],
    ['not an object', '<html>', false]
  ])('%s', (_name, body, expected) => expect(isConnectionsReply(body)).toBe(expected));
});

describe('failures', () => {
  test('the words of the server are kept', () => {
    const error = { title: 'Store', message: 'It is locked.', hint: 'Close the other one.' };
    expect(failureOf(500, { error }, english)).toEqual(error);
  });

  test('a missing hint is null', () => {
    expect(failureOf(403, { error: { title: 'Forbidden', message: 'No.' } }, english).hint).toBeNull();
  });

  test.each([
    [0, /cannot be reached/],
    [404, /not loaded/],
    [502, /status 502/]
  ])('status %i without a body', (status, expected) =>
    expect(failureOf(status, null, english).message).toMatch(expected)
  );
});
