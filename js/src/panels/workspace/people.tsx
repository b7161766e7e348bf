/** Members of the workspace, whom it has invited, and the form to invite somebody. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import { useState, type ReactElement } from 'react';

import type { Invitation, Member, Role, Workspace } from '../../api/types';
import type { Questions } from '../../parts/dialogs';
import { dateOf, roleLabel } from './format';
import type { WorkspaceModel } from './model';
import type { People } from './reading';

const ROLES: readonly Role[] = ['owner', 'editor', 'viewer'];

/** What the parts of a workspace need. */
export interface PartProps {
  model: WorkspaceModel;
  workspace: Workspace;
  questions: Questions;
  trans: TranslationBundle;
}

/** Everybody in the workspace; an owner can change it. */
export function PeopleList({
  people,
  own,
  ...props
}: PartProps & { people: People; own: string | null }): ReactElement {
  const { trans, workspace } = props;
  const owner = workspace.role === 'owner';
  return (
    <section aria-label={trans.__('Members of %1', workspace.name)}>
      <h3>{trans.__('Members')}</h3>
      <ul className="iops-Workspace-people">
        {people.members.map(member => (
          <MemberRow key={member.user_id} member={member} own={member.email === own} {...props} />
        ))}
        {people.invited.map(invitation => (
          <InvitedRow key={invitation.id} invitation={invitation} {...props} />
        ))}
      </ul>
      {owner && <InviteForm {...props} />}
    </section>
  );
}

function MemberRow({
  member,
  own,
  model,
  workspace,
  questions,
  trans
}: PartProps & { member: Member; own: boolean }): ReactElement {
  const owner = workspace.role === 'owner';
  const remove = async (): Promise<void> => {
    const body = trans.__(
      'They keep what they have seen. Make a new key and change passwords at the databases afterwards.'
    );
    if (await questions.confirm(trans.__('Remove %1?', member.email), body, trans.__('Remove'))) {
      await model.removeMember(workspace.id, member.user_id);
    }
  };
  return (
    <li>
      <span className="iops-Workspace-email" title={member.email}>
        {member.email}
      </span>
      {owner && !own ? (
        <RoleSelect
          role={member.role}
          label={trans.__('Role of %1', member.email)}
          disabled={model.state.busy}
          onChange={role => void model.changeRole(workspace.id, member.user_id, role)}
          trans={trans}
        />
      ) : (
        <span className="iops-Hint">
          {own ? trans.__('you, %1', roleLabel(member.role, trans)) : roleLabel(member.role, trans)}
        </span>
      )}
      {owner && !own && (
        <IconButton label={trans.__('Remove %1', member.email)} onClick={() => void remove()} />
      )}
    </li>
  );
}

function InvitedRow({
  invitation,
  model,
  workspace,
  trans
}: PartProps & { invitation: Invitation }): ReactElement {
  const until = trans.__('invited until %1', dateOf(invitation.expires_at));
  return (
    <li>
      <span className="iops-Workspace-email" title={`${invitation.email}, ${until}`}>
        {invitation.email}
      </span>
      <span className="iops-Hint">{trans.__('invited, %1', roleLabel(invitation.role, trans))}</span>
      <IconButton
        label={trans.__('Take back the invitation of %1', invitation.email)}
        onClick={() => void model.withdraw(workspace.id, invitation.id)}
      />
    </li>
  );
}

function InviteForm({ model, workspace, trans }: PartProps): ReactElement {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const submit = async (): Promise<void> => {
    if (await model.invite(workspace.id, email.trim(), role)) {
      setEmail('');
    }
  };
  return (
    <form
      className="iops-Workspace-invite"
      aria-label={trans.__('Invite somebody')}
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <input
        className="jp-mod-styled"
        type="email"
        aria-label={trans.__('E-mail address to invite')}
        placeholder={trans.__('E-mail address')}
        value={email}
        onChange={event => setEmail(event.target.value)}
      />
      <RoleSelect
        role={role}
        label={trans.__('Role of the invited')}
        disabled={model.state.busy}
        onChange={setRole}
        trans={trans}
      />
      <button className="jp-mod-styled jp-mod-accept" disabled={model.state.busy || email.trim() === ''}>
        {trans.__('Invite')}
      </button>
    </form>
  );
}

function RoleSelect(props: {
  role: Role;
  label: string;
  disabled: boolean;
  onChange: (role: Role) => void;
  trans: TranslationBundle;
}): ReactElement {
  return (
    <select
      className="jp-mod-styled"
      aria-label={props.label}
      value={props.role}
      disabled={props.disabled}
      onChange={event => props.onChange(event.target.value as Role)}
    >
      {ROLES.map(role => (
        <option key={role} value={role}>
          {roleLabel(role, props.trans)}
        </option>
      ))}
    </select>
  );
}

function IconButton({ label, onClick }: { label: string; onClick: () => void }): ReactElement {
  return (
    <button className="iops-IconButton" title={label} aria-label={label} onClick={onClick}>
      <closeIcon.react tag="span" elementSize="small" />
    </button>
  );
}
