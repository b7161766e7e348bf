import { expect, test } from 'vitest';

import type { SignIn } from '../../api/types';
import { readScope } from './scope';

const HERE: SignIn = {
  ...{ configured: true, project: 'p', email: 'a@b', workspace: 'id-1', fixed: null, local: false },
  ...{ waiting: 0, refused: 0, synced_at: null, offline_since: null }
};

function scope(changes: Partial<SignIn>): ReturnType<typeof readScope> {
  return readScope({
    getSignIn: () => Promise.resolve({ ...HERE, ...changes }),
    listWorkspaces: () => Promise.resolve([{ id: 'id-1', name: 'Sales', role: 'editor' }])
  });
}

test.each([
  ['a project that is not set', { configured: false }],
  ["this machine's own store", { local: true }],
  ['no workspace', { workspace: null }]
])('%s saves for oneself', async (_name, changes) => {
  expect(await scope(changes)).toEqual({ kind: 'own' });
});

test('a workspace has its name, or its id where it is not known', async () => {
  expect(await scope({})).toEqual({ kind: 'workspace', name: 'Sales' });
  expect(await scope({ fixed: 'Others' })).toEqual({ kind: 'workspace', name: 'Others' });
});
