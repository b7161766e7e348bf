/** Where the server saves connections at this moment. */
import type { TeamClient } from '../../api/team';
import type { Scope } from './form/draft';

/** This machine's own store, or a workspace by its name. */
export async function readScope(team: Pick<TeamClient, 'getSignIn' | 'listWorkspaces'>): Promise<Scope> {
  const { configured, local, fixed, workspace } = await team.getSignIn();
  const chosen = fixed ?? workspace;
  if (!configured || local || chosen === null) {
    return { kind: 'own' };
  }
  const known = await team.listWorkspaces();
  return { kind: 'workspace', name: known.find(({ id }) => id === chosen)?.name ?? chosen };
}
