/** What the section shows, read from the routes; knows neither the DOM nor how requests are sent. */
import type { TeamClient } from '../../api/team';
import type { Invitation, Member, SignIn, Workspace } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** The routes that are needed; every method rejects with an ApiFailure. */
export type TeamRoutes = Pick<TeamClient, keyof TeamClient>;

/** Who is in the chosen workspace. */
export interface People {
  members: readonly Member[];
  /** Whom an owner has invited; empty for others. */
  invited: readonly Invitation[];
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
      /** Why some of it could not be read; null while the project is out of reach, which `signIn` tells. */
      failure: Failure | null;
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
  const failures: ApiFailure[] = [];
  const workspaces = await attempt(routes.listWorkspaces(), [], failures);
  const current = currentOf(signIn, workspaces);
  const [people, invitations] = await Promise.all([
    current && attempt(readPeople(routes, current), null, failures),
    attempt(routes.listMyInvitations(), [], failures)
  ]);
  const ended = failures.find(({ status }) => status === UNAUTHORIZED);
  if (ended) {
    return { status: 'signedOut', signIn: { ...signIn, email: null }, failure: ended.failure };
  }
  // The requests before have found out whether the project can be reached.
  const after = await routes.getSignIn();
  const failure = after.offline_since === null ? (failures[0]?.failure ?? null) : null;
  return { status: 'signedIn', signIn: after, workspaces, current, people, invitations, failure };
}

/** The workspace that is in force; null: this machine's own store, or none is chosen. */
function currentOf(signIn: SignIn, workspaces: readonly Workspace[]): Workspace | null {
  if (signIn.fixed !== null) {
    return workspaces.find(({ id, name }) => id === signIn.fixed || name === signIn.fixed) ?? null;
  }
  return signIn.local ? null : (workspaces.find(({ id }) => id === signIn.workspace) ?? null);
}

async function readPeople(routes: TeamRoutes, workspace: Workspace): Promise<People> {
  const [members, invited] = await Promise.all([
    routes.listMembers(workspace.id),
    workspace.role === 'owner' ? routes.listInvitations(workspace.id) : []
  ]);
  return { members, invited };
}

/** What is read, or `otherwise` with the reason added to `failures`. */
async function attempt<T>(reading: Promise<T>, otherwise: T, failures: ApiFailure[]): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    failureOf(error);
    failures.push(error as ApiFailure);
    return otherwise;
  }
}

/** The server's words; throws what is a fault of the program. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiFailure)) {
    throw error;
  }
  return error.failure;
}
