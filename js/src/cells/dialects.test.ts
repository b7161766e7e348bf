import { describe, expect, it } from 'vitest';

import type { Connection, ConnectionsState, KernelSnapshot, OpenConnection } from '../tokens';
import { KnownConnections } from './dialects';
import { cellMagic } from './magic';

const shop: Connection = { name: 'shop', driver: 'postgresql', target: 'h/db', access: 'read_only' };
const lake: OpenConnection = {
  name: 'lake',
  driver: 'sqlalchemy',
  target: 'x',
  access: 'read_only',
  dialect: 'snowflake',
  note: ''
};
const saved: ConnectionsState = { status: 'ready', connections: [shop] };
const snapshot: KernelSnapshot = { current: 'lake', connections: [lake], dataframes: [] };

function magic(line: string) {
  const found = cellMagic(`%%sql ${line}\nselect 1`);
  if (!found) {
    throw new Error('no magic');
  }
  return found;
}

describe('KnownConnections', () => {
  it.each([
    ['', 'lake', 'snowflake'],
    ['shop', 'shop', 'postgresql'],
    ['-o lake shop', 'shop', 'postgresql'],
    ['sample', 'sample', 'duckdb'],
    ['unheard-of', 'lake', 'snowflake']
  ])('knows what %j means', (line, name, dialect) => {
    const known = new KnownConnections(saved, snapshot);
    expect(known.connectionOf(magic(line))).toBe(name);
    expect(known.dialectOf(magic(line))).toBe(dialect);
  });

  it('takes the notebook where no kernel tells of another', () => {
    const known = new KnownConnections({ status: 'loading' }, null);
    expect(known.connectionOf(magic(''))).toBe('notebook');
    expect(known.dialectOf(magic(''))).toBe('duckdb');
  });

  it('is equal where every cell would be read alike', () => {
    expect(new KnownConnections(saved, snapshot).equals(new KnownConnections(saved, { ...snapshot }))).toBe(
      true
    );
    expect(new KnownConnections(saved, snapshot).equals(new KnownConnections(saved, null))).toBe(false);
  });
});
