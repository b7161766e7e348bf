import { expect, test, vi } from 'vitest';

import type { SignIn, Workspace } from '../../api/types';
import { ApiFailure } from '../../failure';
import { WorkspaceModel } from './model';
import type { TeamRoutes } from './reading';
import { PAUSES, pauseOf, Watching } from './watching';

const OUT: SignIn = {
  configured: true,
  project: 'p.example',
  email: null,
  workspace: null,
  fixed: null,
  local: false,
  waiting: 0,
  refused: 0,
  synced_at: null,
  offline_since: null
};
const IN: SignIn = { ...OUT, email: 'ann@example.com', workspace: 'w1' };
const TEAM: Workspace = { id: 'w1', name: 'Team', role: 'owner' };
const failure = { title: 'T', message: 'No.', hint: null };

/** A project with one workspace; a test changes what it answers. */
function project(signIn: SignIn): { routes: TeamRoutes; now: { signIn: SignIn } } {
  const now = { signIn };
  const answer = <T>(value: T): Promise<T> => Promise.resolve(value);
  const routes = {
    getSignIn: () => answer(now.signIn),
    sync: () => answer(now.signIn),
    signOut: () => answer((now.signIn = OUT)),
    sendCode: () => answer(undefined),
    signInByCode: () => answer((now.signIn = IN)),
    startOAuth: (name: string) => answer(name === 'bad' ? 'javascript:alert(1)' : 'https://p.example/go'),
    chooseWorkspace: (workspace: string | null) =>
      answer((now.signIn = { ...now.signIn, workspace, local: workspace === null })),
    listWorkspaces: () => answer([TEAM]),
    listMembers: () => answer([]),
    listInvitations: () => answer([]),
    listMyInvitations: () => answer([]),
    acceptInvitation: () => answer({ id: 'w2', name: 'Other', role: 'viewer' as const })
  } as unknown as TeamRoutes;
  return { routes, now };
}

function refuse(routes: TeamRoutes, method: keyof TeamRoutes, status: number): void {
  Object.assign(routes, { [method]: () => Promise.reject(new ApiFailure(failure, status)) });
}

test('without a project everything is local', async () => {
  const model = new WorkspaceModel(project({ ...OUT, configured: false, local: true }).routes);
  await model.refresh();
  expect(model.state.view).toEqual({ status: 'unconfigured' });
});

test('a code signs in, and others are told to read again', async () => {
  const model = new WorkspaceModel(project(OUT).routes);
  let switched = 0;
  model.switched.connect(() => (switched += 1));
  await model.refresh();
  expect(switched).toBe(0);
  expect(await model.sendCode('ann@example.com')).toBe(true);
  expect(model.state).toMatchObject({ codeSentTo: 'ann@example.com', view: { status: 'signedOut' } });
  await model.signInByCode('ann@example.com', '123456');
  expect(model.state).toMatchObject({ codeSentTo: null, view: { status: 'signedIn', current: TEAM } });
  expect(switched).toBe(1);
  await model.choose(null);
  expect(model.state.view).toMatchObject({ current: null, people: null });
  await model.signOut();
  expect(model.state.view).toMatchObject({ status: 'signedOut' });
  expect(switched).toBe(3);
});

test('what is refused is told, and what is shown stays', async () => {
  const { routes } = project(OUT);
  refuse(routes, 'signInByCode', 403);
  const model = new WorkspaceModel(routes);
  await model.refresh();
  await model.sendCode('ann@example.com');
  expect(await model.signInByCode('ann@example.com', '0')).toBe(false);
  expect(model.state).toMatchObject({ busy: false, failure, codeSentTo: 'ann@example.com' });
});

test('a sign-in that was ended elsewhere leaves nobody signed in, and says why', async () => {
  const { routes } = project(IN);
  refuse(routes, 'listWorkspaces', 401);
  const model = new WorkspaceModel(routes);
  await model.refresh();
  expect(model.state.view).toMatchObject({ status: 'signedOut', failure });
});

test('out of reach, the copy is shown without a failure of each part', async () => {
  const { routes, now } = project(IN);
  const model = new WorkspaceModel(routes);
  await model.refresh();
  let switched = 0;
  model.switched.connect(() => (switched += 1));
  refuse(routes, 'listMembers', 503);
  now.signIn = { ...IN, offline_since: '2026-01-01T00:00:00Z', waiting: 2 };
  await model.sync();
  expect(model.state.view).toMatchObject({ current: TEAM, people: null, failure: null });
  expect(pauseOf(model)).toBe(PAUSES.gone);
  now.signIn = IN;
  await model.sync();
  expect(switched).toBe(2);
  expect(pauseOf(model)).toBe(PAUSES.well);
});

test('a part that fails while the project is there is told', async () => {
  const { routes } = project(IN);
  refuse(routes, 'listMembers', 502);
  const model = new WorkspaceModel(routes);
  await model.refresh();
  expect(model.state.view).toMatchObject({ status: 'signedIn', people: null, failure });
});

test('the settings’ workspace goes before the chosen one', async () => {
  const model = new WorkspaceModel(project({ ...IN, workspace: null, fixed: 'Team', local: true }).routes);
  await model.refresh();
  expect(model.state.view).toMatchObject({ current: TEAM });
});

test('whoever accepts an invitation works there', async () => {
  const { routes, now } = project(IN);
  const model = new WorkspaceModel(routes);
  await model.accept('i1');
  expect(now.signIn.workspace).toBe('w2');
});

test('a provider’s page is opened only where it is one', async () => {
  const model = new WorkspaceModel(project(OUT).routes);
  await model.refresh();
  await model.signInByBrowser('bad');
  expect(model.state.browser).toBeNull();
  await model.signInByBrowser('github');
  expect(model.state.browser).toEqual({ provider: 'github', url: 'https://p.example/go' });
  expect(pauseOf(model)).toBe(PAUSES.browser);
});

test('a fault of the program is not shown as one of the server', async () => {
  const { routes } = project(IN);
  routes.getSignIn = () => Promise.reject(new TypeError('x'));
  await expect(new WorkspaceModel(routes).refresh()).rejects.toThrow(TypeError);
});

test('it is looked at again while it is seen, and not after', async () => {
  vi.useFakeTimers();
  const { routes, now } = project(IN);
  const model = new WorkspaceModel(routes);
  const sync = vi.spyOn(routes, 'sync');
  await model.refresh();
  const watching = new Watching(model);
  watching.start();
  await vi.advanceTimersByTimeAsync(PAUSES.well);
  expect(sync).toHaveBeenCalledTimes(1);
  now.signIn = { ...IN, offline_since: '2026-01-01T00:00:00Z' };
  await vi.advanceTimersByTimeAsync(PAUSES.well + PAUSES.gone);
  expect(sync).toHaveBeenCalledTimes(3);
  watching.stop();
  await vi.advanceTimersByTimeAsync(10 * PAUSES.well);
  expect(sync).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
