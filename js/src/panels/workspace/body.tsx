/** What the workspace section shows for each state. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import type { SignIn } from '../../api/types';
import type { Questions } from '../../parts/dialogs';
import { FailureNotice } from '../../parts/failure-notice';
import { redrawn } from '../../parts/redrawn';
import type { WorkspaceModel } from './model';
import { SignInForm } from './sign-in';
import { SignedIn } from './signed-in';

interface Props {
  model: WorkspaceModel;
  questions: Questions;
  trans: TranslationBundle;
}

/** The section's content as a Lumino widget. */
export function createBody(props: Props): ReactWidget {
  return redrawn([props.model.stateChanged], ['iops-Workspace-body', 'iops-Form'], () => <Body {...props} />);
}

function Body(props: Props): ReactElement {
  const { busy, failure } = props.model.state;
  return (
    <div aria-busy={busy}>
      {busy && <progress className="iops-Progress" aria-label={props.trans.__('Working')} />}
      {failure && <FailureNotice failure={failure} />}
      <View {...props} />
    </div>
  );
}

function View({ model, questions, trans }: Props): ReactElement {
  const { view } = model.state;
  switch (view.status) {
    case 'loading':
      return <p className="iops-Hint">{trans.__('Reading…')}</p>;
    case 'failed':
      return <FailureNotice failure={view.failure} />;
    case 'unconfigured':
      return <Unconfigured trans={trans} />;
    case 'signedOut':
      return (
        <>
          {view.failure && <FailureNotice failure={view.failure} />}
          <Standing signIn={view.signIn} model={model} trans={trans} />
          <SignInForm model={model} trans={trans} />
        </>
      );
    case 'signedIn':
      return <SignedIn model={model} view={view} questions={questions} trans={trans} />;
  }
}

function Unconfigured({ trans }: Pick<Props, 'trans'>): ReactElement {
  return (
    <>
      <p className="iops-Title">{trans.__('This machine only')}</p>
      <p>
        {trans.__(
          'Connections, settings and queries are kept here. To share them with a team, name its Supabase project in the environment that starts Jupyter:'
        )}
      </p>
      <pre>{'IOPSDATA_SUPABASE_URL=https://….supabase.co\nIOPSDATA_SUPABASE_KEY=sb_publishable_…'}</pre>
    </>
  );
}

/** Where things are kept while nobody is signed in. */
function Standing({ signIn, model, trans }: Omit<Props, 'questions'> & { signIn: SignIn }): ReactElement {
  const local = signIn.local && signIn.fixed === null;
  return (
    <>
      <p>
        {local
          ? trans.__('You work on this machine only. Sign in to %1 to share with your team.', signIn.project)
          : trans.__('Sign in to %1 to work with your team.', signIn.project)}
      </p>
      {!local && signIn.fixed === null && (
        <button className="iops-Link" disabled={model.state.busy} onClick={() => void model.choose(null)}>
          {trans.__('Work on this machine only')}
        </button>
      )}
    </>
  );
}
