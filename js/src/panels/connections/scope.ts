/** Where the server saves connections at this moment. */
import type { Client } from '../../api/client';
import type { Scope } from './form/draft';

/** This machine's own store, or a workspace by its name. */
export async function readScope(client: Client): Promise<Scope> {
  const { configured, workspace, local } = await client.team.getSignIn();
  if (!configured || local || workspace === null) {
    return { kind: 'own' };
  }
  const known = await client.team.listWorkspaces();
  return { kind: 'workspace', name: known.find(({ id }) => id === workspace)?.name ?? workspace };
}
