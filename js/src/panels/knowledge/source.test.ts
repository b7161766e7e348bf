import { expect, test, vi } from 'vitest';

import type { Client } from '../../api/client';
import { sourceOf } from './source';

const DRAFT = {
  kind: 'query',
  original: null,
  question: 'how many',
  sql: 'select count(*) from t',
  connection: 'shop'
} as const;

test('a query that is saved before the connections were read is checked all the same', async () => {
  const createVerifiedQuery = vi.fn(() => Promise.resolve({}));
  const listSchemas = () => Promise.resolve({ dialect: 'sqlite' });
  let read: (names: readonly string[]) => void = () => undefined;
  const names = new Promise<readonly string[]>(resolve => (read = resolve));
  const source = sourceOf({ createVerifiedQuery, listSchemas } as unknown as Client, null, () => names);
  const saving = source.save(DRAFT, undefined);
  read(['shop']);
  await saving;
  expect(createVerifiedQuery).toHaveBeenCalledWith(expect.objectContaining({ connection: 'shop' }), true);
});
