/** The provider that is looked at: where its key comes from, a new one, and a test call. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';

import type { Provider, ProviderDetail, ProviderTest } from '../../api/types';
import { FailureNotice } from '../../parts/failure-notice';
import { testedModel, type KeysModel, type KeysState } from './keys-model';

interface Props {
  keys: KeysModel;
  /** The model of the settings; empty: none. */
  model: string;
  /** The address of the settings. */
  apiBase: string | null;
  trans: TranslationBundle;
}

/** Provider, key and test. */
export function ProviderKeys(props: Props): ReactElement {
  const { keys, trans } = props;
  const { providers, chosen, busy, failure, test } = keys.state;
  return (
    <>
      <label className="iops-Field">
        {trans.__('Provider')}
        <select
          className="jp-mod-styled"
          value={chosen?.name ?? ''}
          onChange={event => void keys.choose(event.target.value)}
        >
          {chosen === null && <option value="">{trans.__('Reading…')}</option>}
          {providers.map(provider => (
            <option key={provider.name} value={provider.name}>
              {withMark(provider, trans)}
            </option>
          ))}
        </select>
      </label>
      {chosen && <KeyOf key={chosen.name} {...props} chosen={chosen} />}
      {busy === 'testing' && (
        <p role="status">
          {trans.__('Asking the model; this takes some seconds…')}
          <progress className="iops-Progress" aria-label={trans.__('Testing')} />
        </p>
      )}
      {test && <TestResult test={test} trans={trans} />}
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}

function withMark({ title, key }: Provider, trans: TranslationBundle): string {
  return key.source === null ? title : trans.__('%1 (has a key)', title);
}

function KeyOf(props: Props & { chosen: ProviderDetail }): ReactElement {
  const { keys, chosen, trans } = props;
  const [editing, setEditing] = useState(false);
  const idle = keys.state.busy === 'no';
  const tested = testedModel(chosen, props.model);
  if (editing) {
    return <KeyForm {...props} onDone={() => setEditing(false)} />;
  }
  const { saved_at } = chosen.key;
  return (
    <>
      <p className="iops-Hint">{sourceText(chosen, trans)}</p>
      {chosen.locked && (
        <p className="iops-Setting-bad" role="alert">
          {trans.__(
            'The saved key cannot be read: the encryption key of this machine has changed. Save it again.'
          )}
        </p>
      )}
      <div className="iops-Buttons">
        {chosen.credentials === 'key' && (
          <button className="jp-mod-styled" disabled={!idle} onClick={() => setEditing(true)}>
            {saved_at === null ? trans.__('Add a key…') : trans.__('Change the key…')}
          </button>
        )}
        {saved_at !== null && (
          <button className="jp-mod-styled" disabled={!idle} onClick={() => void keys.forgetKey()}>
            {trans.__('Forget the key')}
          </button>
        )}
        <button
          className="jp-mod-styled"
          disabled={!idle || tested === ''}
          title={tested === '' ? trans.__('Choose a model first') : trans.__('Asks %1 one question', tested)}
          onClick={() => void keys.test({ model: tested, api_base: props.apiBase })}
        >
          {trans.__('Test')}
        </button>
      </div>
    </>
  );
}

/** The key stands in this form alone, and is gone with it. */
function KeyForm({
  keys,
  chosen,
  apiBase,
  onDone,
  trans,
  ...props
}: Props & { chosen: ProviderDetail; onDone: () => void }): ReactElement {
  const [key, setKey] = useState('');
  const [address, setAddress] = useState(chosen.key.api_base ?? apiBase ?? '');
  const unready = keys.state.busy !== 'no' || key.trim() === '';
  const base = address.trim() || null;
  const save = async (): Promise<void> => {
    await keys.saveKey(key, base);
    if (keys.state.failure === null) {
      onDone();
    }
  };
  const model = testedModel(chosen, props.model);
  return (
    <form
      className="iops-Setting-key"
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
    >
      <KeyFields
        title={chosen.title}
        entered={{ key, address }}
        onKey={setKey}
        onAddress={setAddress}
        trans={trans}
      />
      <div className="iops-Buttons">
        <button className="jp-mod-styled jp-mod-accept" disabled={unready}>
          {trans.__('Save')}
        </button>
        <button
          type="button"
          className="jp-mod-styled"
          disabled={unready || model === ''}
          onClick={() => void keys.test({ model, key, api_base: base })}
        >
          {trans.__('Test it first')}
        </button>
        <button type="button" className="jp-mod-styled" onClick={onDone}>
          {trans.__('Cancel')}
        </button>
      </div>
      <p className="iops-Hint">
        {trans.__('Kept encrypted on this machine, never shown again, and never shared with a workspace.')}
      </p>
    </form>
  );
}

function KeyFields(props: {
  title: string;
  entered: { key: string; address: string };
  onKey: (key: string) => void;
  onAddress: (address: string) => void;
  trans: TranslationBundle;
}): ReactElement {
  const { title, entered, trans } = props;
  return (
    <>
      <label className="iops-Field">
        {trans.__('Key of %1', title)}
        <input
          className="jp-mod-styled"
          type="password"
          autoComplete="off"
          autoFocus
          value={entered.key}
          onChange={event => props.onKey(event.target.value)}
        />
      </label>
      <label className="iops-Field">
        {trans.__('Address that it may be sent to')}
        <input
          className="jp-mod-styled"
          placeholder={trans.__('the provider’s own')}
          spellCheck={false}
          value={entered.address}
          onChange={event => props.onAddress(event.target.value)}
        />
      </label>
    </>
  );
}

/** Where the key in force comes from, and what else is known of one. */
export function sourceText(provider: ProviderDetail, trans: TranslationBundle): string {
  const { key, variable, credentials } = provider;
  if (key.source === 'environment') {
    const first = trans.__('Key from %1 in the environment.', variable);
    return key.saved_at === null ? first : `${first} ${trans.__('It goes before the saved one.')}`;
  }
  if (key.source === 'keyring') {
    return trans.__('Key from the system’s keyring.');
  }
  if (key.saved_at !== null) {
    const date = new Date(key.saved_at).toLocaleDateString();
    return key.api_base
      ? trans.__('Key saved %1, for %2 alone.', date, key.api_base)
      : trans.__('Key saved %1.', date);
  }
  switch (credentials) {
    case 'none':
      return trans.__('Needs no key.');
    case 'other':
      return trans.__('Takes several values from the environment that starts Jupyter; a test tells which.');
    case 'key':
      return trans.__('No key. One in %1 would go before a saved one.', variable);
  }
}

function TestResult({ test, trans }: { test: ProviderTest; trans: TranslationBundle }): ReactElement {
  if (!test.ok && test.error) {
    return <FailureNotice failure={test.error} />;
  }
  const source = keySource(test.key_source, trans);
  return (
    <p className="iops-Setting-good" role="status">
      {trans.__('%1 answered in %2 s, %3.', test.model, ((test.latency_ms ?? 0) / 1000).toFixed(1), source)}
    </p>
  );
}

function keySource(source: ProviderTest['key_source'], trans: TranslationBundle): string {
  const words: Record<NonNullable<KeysState['test']>['key_source'] & string, string> = {
    request: trans.__('with the key above'),
    environment: trans.__('with the key of the environment'),
    keyring: trans.__('with the key of the keyring'),
    store: trans.__('with the saved key')
  };
  return source === null ? trans.__('without a key') : words[source];
}
