/** What the section shows, read from the routes; knows neither the DOM nor how requests are sent. */
import type { TeamClient } from '../../api/team';
import type { Invitation, Member, SignIn, Workspace } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** The routes that are needed; every method rejects with an ApiFailure. */
export type TeamRoutes = Pick<TeamClient, keyof TeamClient>;

/** Who is in the chosen workspace; the failure stands for what could not be read. */
export interface People {
  members: readonly Member[];
  /** Whom an owner has invited; empty for others. */
  invited: readonly Invitation[];
  failure: Failure | null;
}

/** Where this machine stands with the team's project. */
export type WorkspaceView =
  | { status: 'loading' }
  | { status: 'failed'; failure: Failure }
  /** No project is set: everything is in this machine's own store. */
  | { status: 'unconfigured' }
  | { status: 'signedOut'; signIn: SignIn; failure: Failure | null }
  | {
      status: 'signedIn';
      signIn: SignIn;
      workspaces: readonly Workspace[];
      /** Null while this machine's own store, or nothing yet, is chosen. */
      current: Workspace | null;
      people: People | null;
      /** Invitations for the account itself. */
      invitations: readonly Invitation[];
    };

const UNAUTHORIZED = 401;

/** Reads how things stand; what the project does not tell now is left out, not a failure of all. */
export async function readView(routes: TeamRoutes): Promise<WorkspaceView> {
  try {
    const signIn = await routes.getSignIn();
    if (!signIn.configured) {
      return { status: 'unconfigured' };
    }
    if (signIn.email === null) {
      return { status: 'signedOut', signIn, failure: null };
    }
    return await readSignedIn(routes, signIn);
  } catch (error) {
    return { status: 'failed', failure: failureOf(error) };
  }
}

async function readSignedIn(routes: TeamRoutes, signIn: SignIn): Promise<WorkspaceView> {
  let workspaces: readonly Workspace[];
  try {
    workspaces = await routes.listWorkspaces();
  } catch (error) {
    return await withoutWorkspaces(routes, signIn, error);
  }
  const current = currentOf(signIn, workspaces);
  const [people, invitations] = await Promise.all([
    current && readPeople(routes, current),
    orNothing(routes.listMyInvitations())
  ]);
  // The requests before have found out whether the project can be reached.
  const after = await routes.getSignIn();
  return { status: 'signedIn', signIn: after, workspaces, current, people, invitations };
}

/** A sign-in that has ended leaves nobody signed in; without the list nothing else can be shown. */
async function withoutWorkspaces(routes: TeamRoutes, signIn: SignIn, error: unknown): Promise<WorkspaceView> {
  const failure = failureOf(error);
  if (error instanceof ApiFailure && error.status === UNAUTHORIZED) {
    return { status: 'signedOut', signIn: { ...signIn, email: null }, failure };
  }
  const after = await routes.getSignIn();
  const people = { members: [], invited: [], failure };
  return { status: 'signedIn', signIn: after, workspaces: [], current: null, people, invitations: [] };
}

/** The workspace that is in force; null: this machine's own store, or none is chosen. */
function currentOf(signIn: SignIn, workspaces: readonly Workspace[]): Workspace | null {
  if (signIn.fixed !== null) {
    return workspaces.find(({ id, name }) => id === signIn.fixed || name === signIn.fixed) ?? null;
  }
  return signIn.local ? null : (workspaces.find(({ id }) => id === signIn.workspace) ?? null);
}

async function readPeople(routes: TeamRoutes, workspace: Workspace): Promise<People> {
  try {
    const [members, invited] = await Promise.all([
      routes.listMembers(workspace.id),
      workspace.role === 'owner' ? routes.listInvitations(workspace.id) : []
    ]);
    return { members, invited, failure: null };
  } catch (error) {
    return { members: [], invited: [], failure: failureOf(error) };
  }
}

async function orNothing<T>(reading: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await reading;
  } catch (error) {
    failureOf(error);
    return [];
  }
}

/** The server's words; throws what is a fault of the program. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiFailure)) {
    throw error;
  }
  return error.failure;
}
