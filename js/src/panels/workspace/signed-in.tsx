/** The account, the workspace that is in force, the state of sync, and invitations. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import type { Invitation, Workspace } from '../../api/types';
import type { Questions } from '../../parts/dialogs';
import { FailureNotice } from '../../parts/failure-notice';
import { dateOf, outboxText, roleLabel, syncText } from './format';
import type { WorkspaceModel } from './model';
import { PeopleList, type PartProps } from './people';
import type { WorkspaceView } from './reading';

/** Value of the choice that stands for this machine; a workspace's id is never empty. */
const LOCAL = '';
const NOT_CHOSEN = 'none';

type SignedInView = Extract<WorkspaceView, { status: 'signedIn' }>;

interface Props {
  model: WorkspaceModel;
  view: SignedInView;
  questions: Questions;
  trans: TranslationBundle;
}

/** What somebody who is signed in sees. */
export function SignedIn(props: Props): ReactElement {
  const { model, view, questions, trans } = props;
  return (
    <>
      <div className="iops-Workspace-account">
        <span title={view.signIn.email ?? ''}>
          <span className="iops-Hint">{trans.__('Signed in as')}</span>
          <strong>{view.signIn.email}</strong>
        </span>
        <button className="jp-mod-styled" disabled={model.state.busy} onClick={() => void model.signOut()}>
          {trans.__('Sign out')}
        </button>
      </div>
      {view.failure && <FailureNotice failure={view.failure} />}
      <Chooser {...props} />
      <Sync {...props} />
      {view.invitations.map(invitation => (
        <OwnInvitation key={invitation.id} invitation={invitation} model={model} trans={trans} />
      ))}
      {view.current && view.people && (
        <PeopleList
          model={model}
          workspace={view.current}
          people={view.people}
          own={view.signIn.email}
          questions={questions}
          trans={trans}
        />
      )}
    </>
  );
}

function Chooser({ model, view, questions, trans }: Props): ReactElement {
  const { signIn, workspaces, current } = view;
  const value = current ? current.id : signIn.local && signIn.fixed === null ? LOCAL : NOT_CHOSEN;
  return (
    <section aria-label={trans.__('Workspace')}>
      <label className="iops-Field">
        {trans.__('Work in')}
        <select
          className="jp-mod-styled"
          value={value}
          disabled={model.state.busy || signIn.fixed !== null}
          onChange={event => void model.choose(event.target.value || null)}
        >
          {value === NOT_CHOSEN && <option value={NOT_CHOSEN}>{trans.__('Choose…')}</option>}
          <option value={LOCAL}>{trans.__('This machine only')}</option>
          {workspaces.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {`${name} (${roleLabel(role, trans)})`}
            </option>
          ))}
        </select>
      </label>
      {signIn.fixed !== null && (
        <p className="iops-Hint">
          {trans.__('Decided by the setting workspace, in the environment or in iopsdata.toml.')}
        </p>
      )}
      {value === NOT_CHOSEN && signIn.fixed === null && (
        <NothingChosen any={workspaces.length > 0} trans={trans} />
      )}
      <WorkspaceButtons model={model} current={current} questions={questions} trans={trans} />
    </section>
  );
}

function NothingChosen({ any, trans }: { any: boolean; trans: TranslationBundle }): ReactElement {
  return (
    <p className="iops-Hint">
      {any
        ? trans.__('Choose a workspace to see its connections.')
        : trans.__('You are in no workspace yet. Make one, or ask an owner to invite your address.')}
    </p>
  );
}

function WorkspaceButtons({
  model,
  current,
  questions,
  trans
}: Pick<Props, 'model' | 'questions' | 'trans'> & { current: Workspace | null }): ReactElement {
  const create = async (): Promise<void> => {
    const name = await questions.text(trans.__('New workspace'), trans.__('Name'));
    if (name !== null) {
      await model.create(name);
    }
  };
  return (
    <div className="iops-Buttons" role="group" aria-label={trans.__('Change workspaces')}>
      <button className="jp-mod-styled" disabled={model.state.busy} onClick={() => void create()}>
        {trans.__('New…')}
      </button>
      {current && <OfCurrent model={model} workspace={current} questions={questions} trans={trans} />}
    </div>
  );
}

function OfCurrent({ model, workspace, questions, trans }: PartProps): ReactElement {
  const rename = async (): Promise<void> => {
    const name = await questions.text(trans.__('Rename workspace'), trans.__('Name'), workspace.name);
    if (name !== null) {
      await model.rename(workspace.id, name);
    }
  };
  const leave = async (): Promise<void> => {
    const body = trans.__('Its connections and queries are gone from here until somebody invites you again.');
    if (await questions.confirm(trans.__('Leave %1?', workspace.name), body, trans.__('Leave'))) {
      await model.leave(workspace.id);
    }
  };
  const remove = async (): Promise<void> => {
    const body = trans.__('Everything in it is deleted for every member. This cannot be undone.');
    if (await questions.confirm(trans.__('Delete %1?', workspace.name), body, trans.__('Delete'))) {
      await model.remove(workspace.id);
    }
  };
  const button = (label: string, work: () => Promise<void>): ReactElement => (
    <button className="jp-mod-styled" disabled={model.state.busy} onClick={() => void work()}>
      {label}
    </button>
  );
  return (
    <>
      {workspace.role === 'owner' && button(trans.__('Rename…'), rename)}
      {button(trans.__('Leave…'), leave)}
      {workspace.role === 'owner' && button(trans.__('Delete…'), remove)}
    </>
  );
}

function Sync({ model, view, trans }: Props): ReactElement {
  const { signIn } = view;
  const gone = signIn.offline_since !== null;
  const text = syncText(signIn, new Date(), trans);
  return (
    <section className="iops-Workspace-sync" data-gone={gone} aria-label={trans.__('State of sync')}>
      <p role="status">
        <span className="iops-Workspace-dot" aria-hidden="true" />
        {text}
      </p>
      {gone && (
        <p className="iops-Hint">
          {trans.__(
            'Saved connections are read from this machine’s copy and queries go on; edits are refused until it is back.'
          )}
        </p>
      )}
      {outboxText(signIn, trans).map(line => (
        <p key={line} className="iops-Hint">
          {line}
        </p>
      ))}
      <button className="jp-mod-styled" disabled={model.state.busy} onClick={() => void model.syncNow()}>
        {gone ? trans.__('Try again') : trans.__('Sync now')}
      </button>
    </section>
  );
}

function OwnInvitation({
  invitation,
  model,
  trans
}: Pick<Props, 'model' | 'trans'> & { invitation: Invitation }): ReactElement {
  const { id, workspace, role, expires_at } = invitation;
  return (
    <section className="iops-Workspace-invitation" aria-label={trans.__('Invitation to %1', workspace)}>
      <p>
        {trans.__(
          'You are invited to %1 as %2, until %3.',
          workspace,
          roleLabel(role, trans),
          dateOf(expires_at)
        )}
      </p>
      <div className="iops-Buttons">
        <button
          className="jp-mod-styled jp-mod-accept"
          disabled={model.state.busy}
          onClick={() => void model.accept(id)}
        >
          {trans.__('Join')}
        </button>
        <button className="jp-mod-styled" disabled={model.state.busy} onClick={() => void model.decline(id)}>
          {trans.__('Decline')}
        </button>
      </div>
    </section>
  );
}
