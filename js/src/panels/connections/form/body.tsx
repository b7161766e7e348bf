/** The form of one connection. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { useEffect, useRef, type ReactElement } from 'react';

import { FailureNotice } from '../../../parts/failure-notice';
import { markOf, markOfEngine, type EngineId } from '../engines';
import { isServer } from './address';
import type { Draft } from './draft';
import { CheckField, RadioField, TextField } from './fields';
import type { FormModel, FormState } from './model';
import { TestResult } from './result';
import { ServerFields } from './server';
import { passwordHelp, pathHelp, problemText, scopeText, sharingText } from './strings';

/** What the form cannot do by itself. */
export interface FormActions {
  /** Path of a file or, without one, of a folder, that a person chose; null where none was. */
  browse(engine: EngineId): Promise<string | null>;
  /** Opens the saved connection in the current notebook. */
  open(name: string): void;
  close(): void;
}

interface FormProps {
  model: FormModel;
  actions: FormActions;
  trans: TranslationBundle;
}

const ENGINES: readonly EngineId[] = ['postgresql', 'mysql', 'duckdb', 'sqlite', 'files', 'spark', 'other'];

/** The form as a Lumino widget. */
export function createForm(props: FormProps): ReactWidget {
  const form = ReactWidget.create(
    <UseSignal signal={props.model.changed}>{() => <Form {...props} state={props.model.state} />}</UseSignal>
  );
  form.addClass('iops-ConnectionForm');
  return form;
}

interface PartProps extends FormProps {
  state: FormState;
}

function Form(props: PartProps): ReactElement {
  const { model, state, trans } = props;
  const form = useRef<HTMLFormElement>(null);
  useFocusOnProblem(form, state);
  const isBusy = state.status !== 'editing';
  return (
    <form
      ref={form}
      aria-busy={isBusy}
      aria-label={title(state, trans)}
      onSubmit={event => {
        event.preventDefault();
        void model.save();
      }}
    >
      <h2>{title(state, trans)}</h2>
      <Engine {...props} />
      <fieldset className="iops-ConnectionForm-fields" disabled={isBusy || state.isStale}>
        <Name {...props} />
        {isServer(state.draft.engine) || state.draft.engine === 'other' ? (
          <>
            <ServerFields {...props} />
            <Password {...props} />
          </>
        ) : (
          <Path {...props} />
        )}
        <Access {...props} />
        <Sharing {...props} />
      </fieldset>
      <Outcome {...props} />
      <Buttons {...props} />
    </form>
  );
}

function title({ name }: FormState, trans: TranslationBundle): string {
  return name === null ? trans.__('New connection') : trans.__('Connection %1', name);
}

function useFocusOnProblem(form: React.RefObject<HTMLFormElement>, { problems }: FormState): void {
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    // Another object comes with each attempt to test or save, and with each problem that went.
  }, [Object.keys(problems).join()]);
}

function Engine({ model, state, trans }: PartProps): ReactElement {
  if (state.name !== null) {
    return <p className="iops-ConnectionForm-engine">{state.saved && markOf(state.saved).title}</p>;
  }
  const choices = ENGINES.map(
    engine => [engine, <EngineLabel key={engine} {...{ engine, trans }} />] as const
  );
  return (
    <RadioField<EngineId>
      className="iops-mod-cards"
      label={trans.__('Kind')}
      value={state.draft.engine}
      choices={choices}
      onChange={engine => model.chooseEngine(engine)}
    />
  );
}

function EngineLabel({ engine, trans }: { engine: EngineId; trans: TranslationBundle }): ReactElement {
  const mark = markOfEngine(engine);
  const text = engine === 'files' ? trans.__('Data files') : mark.title;
  return (
    <>
      <span className="iops-EngineMark" aria-hidden="true">
        {mark.letters}
      </span>
      <span>{engine === 'other' ? trans.__('Other (SQLAlchemy)') : text}</span>
    </>
  );
}

function Name({ model, state, trans }: PartProps): ReactElement {
  return (
    <TextField
      label={trans.__('Name')}
      value={state.draft.name}
      disabled={state.saved !== null}
      problem={problemText(state.problems.name, trans)}
      help={
        state.saved
          ? trans.__('Duplicate it to give it another name.')
          : trans.__('What cells call it. Without one it gets the name of its database or file.')
      }
      onChange={name => model.fill({ name })}
    />
  );
}

function Path({ model, state, actions, trans }: PartProps): ReactElement {
  const { engine, path } = state.draft;
  const browse = async (): Promise<void> => {
    const found = await actions.browse(engine);
    if (found !== null) {
      model.fill({ path: found });
    }
  };
  return (
    <TextField
      label={trans.__('Path')}
      value={path}
      placeholder={
        engine === 'files' ? 'data/*.parquet' : `data/shop.${engine === 'duckdb' ? 'duckdb' : 'db'}`
      }
      problem={problemText(state.problems.path, trans)}
      help={pathHelp(engine, trans)}
      onChange={value => model.fill({ path: value })}
    >
      <button type="button" className="jp-mod-styled" onClick={() => void browse()}>
        {trans.__('Browse…')}
      </button>
    </TextField>
  );
}

function Password({ model, state, trans }: PartProps): ReactElement {
  const { draft, saved } = state;
  return (
    <>
      <TextField
        type="password"
        label={draft.engine === 'spark' ? trans.__('Token') : trans.__('Password')}
        value={draft.password}
        placeholder={saved?.has_password && draft.keepPassword ? '••••••••' : ''}
        help={passwordHelp(state, trans)}
        onChange={password => model.fill({ password })}
      />
      <CheckField
        label={
          draft.engine === 'spark'
            ? trans.__('Keep the token with the connection')
            : trans.__('Keep the password with the connection')
        }
        checked={draft.keepPassword}
        onChange={keepPassword => model.fill({ keepPassword })}
      />
    </>
  );
}

function Access({ model, state, trans }: PartProps): ReactElement {
  const { draft, problems } = state;
  const choices: readonly (readonly [Draft['access'], string])[] = [
    ['read_only', trans.__('Read only')],
    ['read_write', trans.__('Read and write')]
  ];
  const offered = draft.engine === 'files' ? choices.slice(0, 1) : choices;
  return (
    <>
      <RadioField<Draft['access']>
        className="iops-mod-line"
        label={trans.__('Access')}
        value={draft.access}
        choices={offered}
        onChange={access => model.fill({ access, confirmedWriting: false })}
      />
      {draft.access === 'read_write' && (
        <CheckField
          label={trans.__('Statements of this connection may change or delete data.')}
          checked={draft.confirmedWriting}
          problem={problemText(problems.writing, trans)}
          onChange={confirmedWriting => model.fill({ confirmedWriting })}
        />
      )}
      <CheckField
        label={trans.__('Models may be told values of its data')}
        checked={draft.samples}
        help={trans.__('As hints for names and spellings; personal values by their form alone.')}
        onChange={samples => model.fill({ samples })}
      />
    </>
  );
}

function Sharing({ model, state, trans }: PartProps): ReactElement {
  const { draft, scope, problems } = state;
  return scope.kind === 'own' ? (
    <p className="iops-ConnectionForm-scope">{scopeText(scope, trans)}</p>
  ) : (
    <CheckField
      label={sharingText(draft, scope, trans)}
      checked={draft.confirmedSharing}
      problem={problemText(problems.sharing, trans)}
      onChange={confirmedSharing => model.fill({ confirmedSharing })}
    />
  );
}

function Outcome({ model, state, trans }: PartProps): ReactElement {
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.test || state.failure) {
      outcome.current?.scrollIntoView({ block: 'end' });
    }
  }, [state.test, state.failure]);
  return (
    <div ref={outcome} className="iops-ConnectionForm-outcome">
      {state.failure && <FailureNotice failure={state.failure} />}
      {state.isStale && (
        <button type="button" className="jp-mod-styled" onClick={() => void model.load()}>
          {trans.__('Read it again')}
        </button>
      )}
      {state.status === 'testing' && <p role="status">{trans.__('Testing: at most 20 seconds…')}</p>}
      {state.isSaved && <p role="status">{trans.__('Saved.')}</p>}
      {state.passwordDropped && (
        <p role="status">{trans.__('The password was not kept: the setting save_passwords is off.')}</p>
      )}
      {state.test && <TestResult test={state.test} trans={trans} />}
    </div>
  );
}

function Buttons({ model, state, actions, trans }: PartProps): ReactElement {
  const isBusy = state.status !== 'editing';
  const { saved } = state;
  return (
    <div className="iops-ConnectionForm-buttons">
      <button
        type="button"
        className="jp-mod-styled"
        disabled={isBusy || state.isStale}
        onClick={() => void model.test()}
      >
        {trans.__('Test')}
      </button>
      <button type="submit" className="jp-mod-styled jp-mod-accept" disabled={isBusy || state.isStale}>
        {trans.__('Save')}
      </button>
      {saved && !state.isDirty && (
        <button type="button" className="jp-mod-styled" onClick={() => actions.open(saved.name)}>
          {trans.__('Open in the notebook')}
        </button>
      )}
      <button type="button" className="jp-mod-styled" onClick={() => actions.close()}>
        {trans.__('Close')}
      </button>
    </div>
  );
}
