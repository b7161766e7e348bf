/** Sign-in, workspaces, members and invitations, each route as a method; throws as the client does. */
import { pathOf, type Requests } from './requests';
import type * as api from './types';

const SIGN_IN = ['configured', 'email', 'local'] as const;

/** The routes of a team's project. */
export class TeamClient {
  constructor(private readonly requests: Requests) {}

  /** How the server stands with the project; asks nobody. */
  getSignIn(): Promise<api.SignIn> {
    return this.requests.ask('auth', SIGN_IN);
  }

  signOut(): Promise<api.SignIn> {
    return this.requests.ask('auth', SIGN_IN, { method: 'DELETE' });
  }

  /** Sends a code by e-mail. */
  async sendCode(email: string): Promise<void> {
    await this.requests.ask<{ sent: string }>('auth/code', ['sent'], { method: 'POST', body: { email } });
  }

  signInByCode(email: string, code: string): Promise<api.SignIn> {
    return this.requests.ask('auth/verify', SIGN_IN, { method: 'POST', body: { email, code } });
  }

  signInByPassword(email: string, password: string): Promise<api.SignIn> {
    return this.requests.ask('auth/password', SIGN_IN, { method: 'POST', body: { email, password } });
  }

  /** Makes an account; nobody is signed in while its address waits to be confirmed. */
  signUp(email: string, password: string): Promise<api.SignIn> {
    return this.requests.ask('auth/sign-up', SIGN_IN, { method: 'POST', body: { email, password } });
  }

  /** Where the browser signs in with a provider; it comes back to the server. */
  async startOAuth(provider: string): Promise<string> {
    const options = { method: 'POST', body: { provider } } as const;
    return (await this.requests.ask<{ url: string }>('auth/oauth', ['url'], options)).url;
  }

  /** Works in a workspace by its id, or (null) with this machine's own store. */
  chooseWorkspace(workspace: string | null): Promise<api.SignIn> {
    return this.requests.ask('auth/workspace', SIGN_IN, { method: 'PUT', body: { workspace } });
  }

  /** Asks the project now and sends what waits; may take some seconds. */
  sync(): Promise<api.SignIn> {
    return this.requests.ask('auth/sync', SIGN_IN, { method: 'POST' });
  }

  async listWorkspaces(): Promise<readonly api.Workspace[]> {
    const reply = await this.requests.ask<{ workspaces: api.Workspace[] }>('workspaces', ['workspaces']);
    return reply.workspaces;
  }

  createWorkspace(name: string): Promise<api.Workspace> {
    return this.requests.ask('workspaces', ['id', 'name'], { method: 'POST', body: { name } });
  }

  async renameWorkspace(workspace: string, name: string): Promise<void> {
    const options = { method: 'PUT', body: { name } } as const;
    await this.requests.ask<{ id: string }>(pathOf`workspaces/${workspace}`, ['id'], options);
  }

  deleteWorkspace(workspace: string): Promise<void> {
    return this.deleted(pathOf`workspaces/${workspace}`);
  }

  /** Ends the account's own membership. */
  leaveWorkspace(workspace: string): Promise<void> {
    return this.deleted(pathOf`workspaces/${workspace}/membership`);
  }

  /** The members, the oldest first. */
  async listMembers(workspace: string): Promise<readonly api.Member[]> {
    const path = pathOf`workspaces/${workspace}/members`;
    return (await this.requests.ask<{ members: api.Member[] }>(path, ['members'])).members;
  }

  async changeRole(workspace: string, member: string, role: api.Role): Promise<void> {
    const options = { method: 'PUT', body: { role } } as const;
    await this.requests.ask<{ role: string }>(
      pathOf`workspaces/${workspace}/members/${member}`,
      ['role'],
      options
    );
  }

  removeMember(workspace: string, member: string): Promise<void> {
    return this.deleted(pathOf`workspaces/${workspace}/members/${member}`);
  }

  /** Invitations to a workspace that wait; owners see them. */
  async listInvitations(workspace: string): Promise<readonly api.Invitation[]> {
    const path = pathOf`workspaces/${workspace}/invitations`;
    return (await this.requests.ask<{ invitations: api.Invitation[] }>(path, ['invitations'])).invitations;
  }

  async inviteMember(workspace: string, email: string, role: api.Role): Promise<void> {
    const options = { method: 'POST', body: { email, role } } as const;
    await this.requests.ask<{ id: string }>(pathOf`workspaces/${workspace}/invitations`, ['id'], options);
  }

  withdrawInvitation(workspace: string, invitation: string): Promise<void> {
    return this.deleted(pathOf`workspaces/${workspace}/invitations/${invitation}`);
  }

  /** Invitations for the account's own address. */
  async listMyInvitations(): Promise<readonly api.Invitation[]> {
    return (await this.requests.ask<{ invitations: api.Invitation[] }>('invitations', ['invitations']))
      .invitations;
  }

  acceptInvitation(invitation: string): Promise<api.Workspace> {
    return this.requests.ask(pathOf`invitations/${invitation}/accept`, ['id', 'name'], { method: 'POST' });
  }

  declineInvitation(invitation: string): Promise<void> {
    return this.deleted(pathOf`invitations/${invitation}`);
  }

  private async deleted(path: string): Promise<void> {
    await this.requests.ask<{ deleted: string }>(path, ['deleted'], { method: 'DELETE' });
  }
}
