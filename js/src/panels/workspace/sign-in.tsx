/** Signing in: by a code, by a password, or by a provider in the browser. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import type { WorkspaceModel } from './model';

/** Providers that a project can have; the project says no to those that it has not. */
const PROVIDERS = [
  ['github', 'GitHub'],
  ['google', 'Google'],
  ['azure', 'Microsoft'],
  ['gitlab', 'GitLab']
] as const;

interface Props {
  model: WorkspaceModel;
  trans: TranslationBundle;
}

/** The form for somebody who is not signed in. */
export function SignInForm({ model, trans }: Props): ReactElement {
  const [way, setWay] = useState<'code' | 'password'>('code');
  if (model.state.browser) {
    return <BrowserNotice model={model} trans={trans} />;
  }
  if (model.state.codeSentTo !== null) {
    return <CodeForm model={model} trans={trans} />;
  }
  const other = way === 'code' ? trans.__('With a password instead') : trans.__('With a code instead');
  return (
    <>
      {way === 'code' ? (
        <EmailForm model={model} trans={trans} />
      ) : (
        <PasswordForm model={model} trans={trans} />
      )}
      <button className="iops-Link" onClick={() => setWay(way === 'code' ? 'password' : 'code')}>
        {other}
      </button>
      <fieldset className="iops-Workspace-providers" disabled={model.state.busy}>
        <legend>{trans.__('Or sign in with')}</legend>
        {PROVIDERS.map(([name, title]) => (
          <button key={name} className="jp-mod-styled" onClick={() => void model.signInByBrowser(name)}>
            {title}
          </button>
        ))}
      </fieldset>
    </>
  );
}

function EmailForm({ model, trans }: Props): ReactElement {
  const [email, setEmail] = useState('');
  return (
    <form onSubmit={handled(() => void model.sendCode(email.trim()))}>
      <EmailField email={email} onChange={setEmail} trans={trans} />
      <button className="jp-mod-styled jp-mod-accept" disabled={model.state.busy || email.trim() === ''}>
        {trans.__('Send a code by e-mail')}
      </button>
    </form>
  );
}

function CodeForm({ model, trans }: Props): ReactElement {
  const [code, setCode] = useState('');
  const { busy, codeSentTo } = model.state;
  const email = codeSentTo ?? '';
  const submit = async (): Promise<void> => {
    await model.signInByCode(email, code);
    setCode('');
  };
  return (
    <form onSubmit={handled(() => void submit())}>
      <p>{trans.__('A code was sent to %1.', email)}</p>
      <label className="iops-Field">
        {trans.__('Code')}
        <input
          className="jp-mod-styled"
          value={code}
          onChange={event => setCode(event.target.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
        />
      </label>
      <div className="iops-Buttons">
        <button className="jp-mod-styled jp-mod-accept" disabled={busy || code.trim() === ''}>
          {trans.__('Sign in')}
        </button>
        <button
          type="button"
          className="jp-mod-styled"
          disabled={busy}
          onClick={() => void model.sendCode(email)}
        >
          {trans.__('Send again')}
        </button>
        <button type="button" className="jp-mod-styled" onClick={() => model.forgetCode()}>
          {trans.__('Back')}
        </button>
      </div>
    </form>
  );
}

function PasswordForm({ model, trans }: Props): ReactElement {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const disabled = model.state.busy || email.trim() === '' || password === '';
  const send = async (work: Promise<boolean>): Promise<void> => {
    await work;
    setPassword('');
  };
  return (
    <form onSubmit={handled(() => void send(model.signInByPassword(email.trim(), password)))}>
      <EmailField email={email} onChange={setEmail} trans={trans} />
      <label className="iops-Field">
        {trans.__('Password')}
        <input
          className="jp-mod-styled"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
      </label>
      <div className="iops-Buttons">
        <button className="jp-mod-styled jp-mod-accept" disabled={disabled}>
          {trans.__('Sign in')}
        </button>
        <button
          type="button"
          className="jp-mod-styled"
          disabled={disabled}
          onClick={() => void send(model.signUp(email.trim(), password))}
        >
          {trans.__('Make an account')}
        </button>
      </div>
    </form>
  );
}

function EmailField(props: {
  email: string;
  onChange: (email: string) => void;
  trans: TranslationBundle;
}): ReactElement {
  return (
    <label className="iops-Field">
      {props.trans.__('E-mail address')}
      <input
        className="jp-mod-styled"
        type="email"
        autoComplete="email"
        value={props.email}
        onChange={event => props.onChange(event.target.value)}
      />
    </label>
  );
}

/** A link and not a window of our own: browsers open what a person has clicked. */
function BrowserNotice({ model, trans }: Props): ReactElement {
  return (
    <div role="status">
      <p>
        <a
          className="iops-Link"
          href={model.state.browser?.url}
          target="_blank"
          rel="noopener noreferrer"
          ref={node => node?.focus()}
        >
          {trans.__('Go on in the browser')}
        </a>
      </p>
      <p className="iops-Hint">{trans.__('This panel notices when you have signed in there.')}</p>
      <button className="jp-mod-styled" onClick={() => model.forgetBrowser()}>
        {trans.__('Cancel')}
      </button>
    </div>
  );
}

function handled(work: () => void): (event: FormEvent) => void {
  return event => {
    event.preventDefault();
    work();
  };
}
