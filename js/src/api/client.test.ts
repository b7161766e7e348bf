import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import type { Translate } from '../replies';
import { Client } from './client';

const english: Translate = { __: text => text };
/** Every field that an answer is looked at for. */
const ANSWER = Object.fromEntries(
  (
    'name target revision ok schemas tables total columns row_count settings providers models key ' +
    'expression metrics id sql verified_queries events more entries files path deleted connections uses ' +
    'configured email local sent url workspaces members role invitations'
  )
    .split(' ')
    .map(field => [field, []])
);

interface Sent {
  path: string;
  init: RequestInit;
}

function clientOf(sent: Sent[], body: unknown = ANSWER, status = 200): Client {
  return new Client((path, init) => {
    sent.push({ path, init });
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }, english);
}

/** Each method, with what it needs. */
const CALLS: ((client: Client) => Promise<unknown>)[] = [
  client => client.listConnections(),
  client => client.getConnection('n'),
  client => client.createConnection({ target: 'x' }),
  client => client.changeConnection('n', { target: 'x' }),
  client => client.deleteConnection('n'),
  client => client.copyConnection('n', 'm'),
  client => client.listConnectionUses(),
  client => client.testConnection('n'),
  client => client.testNewConnection({ target: 'x' }),
  client => client.listSchemas('n'),
  client => client.listTables('n'),
  client => client.listColumns('n', { table: 't' }),
  client => client.profileTable('n', 't'),
  client => client.listSettings(),
  client => client.saveSettings({ model: null }),
  client => client.listProviders(),
  client => client.getProvider('n'),
  client => client.saveProviderKey('n', 'k'),
  client => client.deleteProviderKey('n'),
  client => client.testProviderKey('n', { model: 'm' }),
  client => client.listMetrics(),
  client => client.getMetric('n'),
  client => client.createMetric({ name: 'n', expression: 'e' }),
  client => client.changeMetric('n', { expression: 'e' }),
  client => client.deleteMetric('n'),
  client => client.listVerifiedQueries(),
  client => client.getVerifiedQuery('n'),
  client => client.createVerifiedQuery({ question: 'q', sql: 's', connection: 'c', dialect: 'd' }),
  client => client.changeVerifiedQuery('n', { sql: 's', dialect: 'd' }),
  client => client.deleteVerifiedQuery('n'),
  client => client.listAuditEvents(),
  client => client.listHistory(),
  client => client.deleteHistoryEntry(7),
  client => client.clearHistory(),
  client => client.listFiles(),
  client => client.uploadFile('n', new Blob(['x'])),
  client => client.copyFile('n'),
  client => client.deleteFile('n'),
  client => client.profileFile('n'),
  ({ team }) => team.getSignIn(),
  ({ team }) => team.signOut(),
  ({ team }) => team.sendCode('e'),
  ({ team }) => team.signInByCode('e', 'c'),
  ({ team }) => team.signInByPassword('e', 'p'),
  ({ team }) => team.signUp('e', 'p'),
  ({ team }) => team.startOAuth('github'),
  ({ team }) => team.chooseWorkspace(null),
  ({ team }) => team.sync(),
  ({ team }) => team.listWorkspaces(),
  ({ team }) => team.createWorkspace('n'),
  ({ team }) => team.renameWorkspace('n', 'm'),
  ({ team }) => team.deleteWorkspace('n'),
  ({ team }) => team.leaveWorkspace('n'),
  ({ team }) => team.listMembers('n'),
  ({ team }) => team.changeRole('n', 'n', 'viewer'),
  ({ team }) => team.removeMember('n', 'n'),
  ({ team }) => team.listInvitations('n'),
  ({ team }) => team.inviteMember('n', 'e', 'viewer'),
  ({ team }) => team.withdrawInvitation('n', 'n'),
  ({ team }) => team.listMyInvitations(),
  ({ team }) => team.acceptInvitation('n'),
  ({ team }) => team.declineInvitation('n')
];
/** Where a browser comes back to from a provider. */
const OF_THE_BROWSER = '/auth/callback';

/** Verb and path of each route that `openapi.yaml` describes, with `n` for every part. */
function described(): string[] {
  const lines = readFileSync('iopsdata_jupyter/server/openapi.yaml', 'utf-8').split('\n');
  let path = '';
  const found: string[] = [];
  for (const line of lines.slice(0, lines.indexOf('components:'))) {
    path = /^ {2}(\/\S+):$/.exec(line)?.[1] ?? path;
    const verb = /^ {4}(get|put|post|delete):$/.exec(line)?.[1];
    if (verb && path !== OF_THE_BROWSER) {
      found.push(`${verb.toUpperCase()} ${path.replace(/\{\w+\}/g, 'n').slice(1)}`);
    }
  }
  return found;
}

describe('routes', () => {
  test('each one that is described has a method, and no method asks for another', async () => {
    const sent: Sent[] = [];
    const client = clientOf(sent);
    await Promise.all(CALLS.map(call => call(client)));
    const asked = sent.map(
      ({ path, init }) =>
        `${init.method ?? 'GET'} ${path.replace(/\?.*|\b7$/g, mark => (mark === '7' ? 'n' : ''))}`
    );
    expect(asked.sort()).toEqual(described().sort());
  });

  test('a name stands for itself in a path', async () => {
    const sent: Sent[] = [];
    await clientOf(sent).getMetric('a/b?c#d %<b>');
    expect(sent[0]?.path).toBe('metrics/a%2Fb%3Fc%23d%20%25%3Cb%3E');
  });

  test('what is not given is left out of the query', async () => {
    const sent: Sent[] = [];
    const client = clientOf(sent);
    await client.listTables('n', { schema: '', limit: 5 });
    await client.listAuditEvents();
    expect(sent.map(({ path }) => path)).toEqual(['connections/n/tables?schema=&limit=5', 'audit']);
  });

  test('an edit tells the revision that it was made of', async () => {
    const sent: Sent[] = [];
    await clientOf(sent).changeMetric('n', { expression: 'e' }, '0123456789abcdef');
    expect(sent[0]?.init.headers).toEqual({
      'Content-Type': 'application/json',
      'If-Match': '"0123456789abcdef"'
    });
  });

  test('a file is sent as its bytes', async () => {
    const sent: Sent[] = [];
    const bytes = new Blob(['id\n1\n']);
    await clientOf(sent).uploadFile('a.csv', bytes, true);
    expect(sent[0]?.path).toBe('files/a.csv?replace=true');
    expect(sent[0]?.init.body).toBe(bytes);
  });
});

describe('failures', () => {
  test('the words of the server are kept', async () => {
    const error = { title: 'Locked', message: 'The key is missing.', hint: 'Bring it back.' };
    await expect(clientOf([], { error }, 423).listFiles()).rejects.toMatchObject({ failure: error });
  });

  test('an answer of another form is a failure', async () => {
    await expect(clientOf([], { other: 1 }).listFiles()).rejects.toThrow(/unexpected/);
    await expect(clientOf([], { connections: [{ name: 1 }] }).listConnections()).rejects.toThrow(
      /unexpected/
    );
  });

  test('a server that is not reached is told as that', async () => {
    const client = new Client(() => Promise.reject(new TypeError('network')), english);
    await expect(client.listFiles()).rejects.toThrow(/cannot be reached/);
  });
});
