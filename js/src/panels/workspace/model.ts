/** State of the workspace section: what was read, what is being done, and what went wrong. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { Role, SignIn } from '../../api/types';
import type { Failure, IWorkspaceModel } from '../../tokens';
import { failureOf, readView, type TeamRoutes, type WorkspaceView } from './reading';

/** A way to sign in by a browser that waits for a person. */
export interface BrowserSignIn {
  provider: string;
  /** The address to open. */
  url: string;
}

/** What the section shows. */
export interface WorkspaceState {
  view: WorkspaceView;
  /** Whether a request is on its way that the person waits for. */
  busy: boolean;
  /** Why the last action failed; null once another succeeds. */
  failure: Failure | null;
  browser: BrowserSignIn | null;
  /** The address that a code was sent to. */
  codeSentTo: string | null;
}

/** The team's project as this page knows it. */
export class WorkspaceModel implements IWorkspaceModel {
  constructor(private readonly routes: TeamRoutes) {}

  get state(): WorkspaceState {
    return this._state;
  }

  get stateChanged(): ISignal<this, WorkspaceState> {
    return this._stateChanged;
  }

  get switched(): ISignal<this, void> {
    return this._switched;
  }

  /** Reads how things stand. */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    const view = await readView(this.routes);
    // A slow earlier answer must not replace a newer one.
    if (turn === this._turn) {
      this.show(view);
    }
  }

  /** Asks the project, sends what waits, and reads again where that changed anything. */
  async sync(): Promise<void> {
    try {
      const signIn = await this.routes.sync();
      const view = this._state.view;
      if (view.status !== 'signedIn' || markOf(view.signIn) !== markOf(signIn)) {
        await this.refresh();
      } else {
        this.set({ view: { ...view, signIn } });
      }
    } catch (error) {
      failureOf(error);
      await this.refresh();
    }
  }

  /** The same by a person's wish, who sees that it is being done. */
  syncNow(): Promise<boolean> {
    return this.act(() => this.routes.sync());
  }

  async sendCode(email: string): Promise<boolean> {
    return this.act(async () => {
      await this.routes.sendCode(email);
      this.set({ codeSentTo: email });
    });
  }

  /** Goes back to where an address is asked for. */
  forgetCode(): void {
    this.set({ codeSentTo: null, failure: null });
  }

  signInByCode(email: string, code: string): Promise<boolean> {
    return this.act(() => this.routes.signInByCode(email, code));
  }

  signInByPassword(email: string, password: string): Promise<boolean> {
    return this.act(() => this.routes.signInByPassword(email, password));
  }

  signUp(email: string, password: string): Promise<boolean> {
    return this.act(() => this.routes.signUp(email, password));
  }

  /** Begins a sign-in that goes on in the browser; `sync` or `refresh` finds out that it is done. */
  signInByBrowser(provider: string): Promise<boolean> {
    return this.act(async () => {
      const url = await this.routes.startOAuth(provider);
      // A page of another kind, such as javascript:, is nothing to send a browser to.
      this.set({ browser: /^https?:\/\//i.test(url) ? { provider, url } : null });
    });
  }

  /** Waits no more for the browser. */
  forgetBrowser(): void {
    this.set({ browser: null });
  }

  signOut(): Promise<boolean> {
    return this.act(() => this.routes.signOut());
  }

  /** Works in a workspace by its id, or (null) with this machine's own store. */
  choose(workspace: string | null): Promise<boolean> {
    return this.act(() => this.routes.chooseWorkspace(workspace));
  }

  create(name: string): Promise<boolean> {
    return this.act(() => this.routes.createWorkspace(name));
  }

  rename(workspace: string, name: string): Promise<boolean> {
    return this.act(() => this.routes.renameWorkspace(workspace, name));
  }

  remove(workspace: string): Promise<boolean> {
    return this.act(() => this.routes.deleteWorkspace(workspace));
  }

  leave(workspace: string): Promise<boolean> {
    return this.act(() => this.routes.leaveWorkspace(workspace));
  }

  changeRole(workspace: string, member: string, role: Role): Promise<boolean> {
    return this.act(() => this.routes.changeRole(workspace, member, role));
  }

  removeMember(workspace: string, member: string): Promise<boolean> {
    return this.act(() => this.routes.removeMember(workspace, member));
  }

  invite(workspace: string, email: string, role: Role): Promise<boolean> {
    return this.act(() => this.routes.inviteMember(workspace, email, role));
  }

  withdraw(workspace: string, invitation: string): Promise<boolean> {
    return this.act(() => this.routes.withdrawInvitation(workspace, invitation));
  }

  /** Joins, and works there from then on. */
  accept(invitation: string): Promise<boolean> {
    return this.act(async () => {
      const joined = await this.routes.acceptInvitation(invitation);
      await this.routes.chooseWorkspace(joined.id);
    });
  }

  decline(invitation: string): Promise<boolean> {
    return this.act(() => this.routes.declineInvitation(invitation));
  }

  /** Does something that a person waits for, and reads again; whether it succeeded. */
  private async act(work: () => Promise<unknown>): Promise<boolean> {
    if (this._state.busy) {
      return false;
    }
    this.set({ busy: true });
    let failure: Failure | null = null;
    try {
      await work();
    } catch (error) {
      failure = failureOf(error);
    } finally {
      this.set({ busy: false, failure });
    }
    await this.refresh();
    return failure === null;
  }

  private show(view: WorkspaceView): void {
    const done = view.status === 'signedIn';
    this.set(done ? { view, codeSentTo: null, browser: null } : { view });
    const mark = 'signIn' in view ? markOf(view.signIn) : view.status;
    if (this._mark !== null && this._mark !== mark) {
      this._switched.emit();
    }
    this._mark = mark;
  }

  private set(change: Partial<WorkspaceState>): void {
    this._state = { ...this._state, ...change };
    this._stateChanged.emit(this._state);
  }

  private _state: WorkspaceState = {
    view: { status: 'loading' },
    busy: false,
    failure: null,
    browser: null,
    codeSentTo: null
  };
  private _turn = 0;
  private _mark: string | null = null;
  private readonly _stateChanged = new Signal<this, WorkspaceState>(this);
  private readonly _switched = new Signal<this, void>(this);
}

/** What decides where things are read from; another mark means that they are to be read again. */
function markOf({ email, local, workspace, fixed, offline_since }: SignIn): string {
  return JSON.stringify([email, local, workspace, fixed, offline_since !== null]);
}
