/** The form of one metric or verified query. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, type FormEvent, type KeyboardEvent, type ReactElement } from 'react';

import { FailureNotice } from '../../parts/failure-notice';
import { missing, type Fields, type MetricDraft, type QueryDraft } from './draft';
import type { Editing, KnowledgeModel } from './model';

interface FormProps {
  model: KnowledgeModel;
  editing: Editing;
  /** Names of the saved connections. */
  connections: readonly string[];
  trans: TranslationBundle;
}

/** Fields, why it was not saved, and what to do then. Escape closes it. */
export function Form(props: FormProps): ReactElement {
  const { model, editing, trans } = props;
  const { draft, saving, failure } = editing;
  const needed = missing(draft, trans);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input:enabled, textarea:enabled')?.focus(), []);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void model.save();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      model.cancel();
    }
  };
  return (
    <form className="iops-Form" ref={form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <h3>{titleOf(editing, trans)}</h3>
      {draft.kind === 'metric' ? (
        <MetricFields {...props} draft={draft} />
      ) : (
        <QueryFields {...props} draft={draft} />
      )}
      {failure && <FailureNotice failure={failure} />}
      <p className="iops-Form-note" role="status">
        {saving ? trans.__('Saving; the tables may have to be read first…') : needed}
      </p>
      <div className="iops-Actions">
        <button type="button" className="jp-mod-styled jp-mod-minimal" onClick={() => model.cancel()}>
          {trans.__('Cancel')}
        </button>
        {editing.conflict && <Conflict model={model} trans={trans} />}
        <button
          type="submit"
          className="jp-mod-styled jp-mod-accept"
          disabled={saving || needed !== '' || editing.conflict}
        >
          {trans.__('Save')}
        </button>
      </div>
    </form>
  );
}

function Conflict({ model, trans }: Pick<FormProps, 'model' | 'trans'>): ReactElement {
  return (
    <>
      <button type="button" className="jp-mod-styled jp-mod-minimal" onClick={() => void model.takeTheirs()}>
        {trans.__('Take what is saved')}
      </button>
      <button type="button" className="jp-mod-styled jp-mod-warn" onClick={() => void model.save(true)}>
        {trans.__('Save over it')}
      </button>
    </>
  );
}

function titleOf({ draft }: Editing, trans: TranslationBundle): string {
  if (draft.kind === 'metric') {
    return draft.original ? trans.__('Change a metric') : trans.__('New metric');
  }
  return draft.original ? trans.__('Change a verified query') : trans.__('New verified query');
}

function MetricFields(props: FormProps & { draft: MetricDraft }): ReactElement {
  const { draft, trans } = props;
  const change = (fields: Fields): void => props.model.change(fields);
  return (
    <>
      <Field
        label={trans.__('Name')}
        value={draft.name}
        disabled={draft.original !== null}
        onChange={name => change({ name })}
      />
      <Field
        label={trans.__('Expression')}
        note={trans.__('SQL that gives one figure, such as sum(orders.amount)')}
        rows={3}
        value={draft.expression}
        onChange={expression => change({ expression })}
      />
      <Field
        label={trans.__('Only rows where')}
        note={trans.__('One condition a line; may be empty')}
        rows={2}
        value={draft.filters}
        onChange={filters => change({ filters })}
      />
      <Field
        label={trans.__('Other names')}
        note={trans.__('Separated by commas; questions may use them')}
        value={draft.synonyms}
        onChange={synonyms => change({ synonyms })}
      />
      <Field
        label={trans.__('Description')}
        value={draft.description}
        onChange={description => change({ description })}
      />
      <Field
        label={trans.__('Counted rows')}
        note={trans.__('The table whose rows it is taken over, where that is open')}
        value={draft.grain}
        onChange={grain => change({ grain })}
      />
      <Choice
        label={trans.__('Check against the tables of')}
        value={draft.connection}
        choices={[['', trans.__('Nothing: save it unchecked')], ...named(props.connections)]}
        onChange={connection => change({ connection })}
      />
    </>
  );
}

function QueryFields(props: FormProps & { draft: QueryDraft }): ReactElement {
  const { draft, trans, connections } = props;
  const change = (fields: Fields): void => props.model.change(fields);
  const isNew = draft.original === null;
  const known = connections.includes(draft.connection) || draft.connection === '' ? [] : [draft.connection];
  return (
    <>
      <Field
        label={trans.__('Question')}
        note={isNew ? trans.__('With {names} where values go; the SQL then has :name there') : ''}
        rows={2}
        value={draft.question}
        disabled={!isNew}
        onChange={question => change({ question })}
      />
      <Choice
        label={trans.__('Connection')}
        value={draft.connection}
        disabled={!isNew}
        choices={[['', trans.__('Choose one')], ...named([...known, ...connections])]}
        onChange={connection => change({ connection })}
      />
      <Field label={trans.__('SQL')} rows={8} value={draft.sql} onChange={sql => change({ sql })} />
    </>
  );
}

function named(names: readonly string[]): (readonly [string, string])[] {
  return names.map(name => [name, name] as const);
}

interface FieldProps {
  label: string;
  note?: string;
  value: string;
  /** Lines of the field; without it, it has one. */
  rows?: number;
  disabled?: boolean;
  onChange: (value: string) => void;
}

function Field({ label, note, value, rows, disabled, onChange }: FieldProps): ReactElement {
  const id = useId();
  const shared = {
    id,
    value,
    disabled,
    spellCheck: false,
    className: 'jp-mod-styled',
    'aria-describedby': note ? `${id}-note` : undefined
  };
  return (
    <div className="iops-Form-field">
      <label htmlFor={id}>{label}</label>
      {rows ? (
        <textarea {...shared} rows={rows} onChange={event => onChange(event.target.value)} />
      ) : (
        <input {...shared} onChange={event => onChange(event.target.value)} />
      )}
      {note && (
        <span id={`${id}-note`} className="iops-Form-note">
          {note}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps extends Omit<FieldProps, 'note' | 'rows'> {
  choices: readonly (readonly [string, string])[];
}

function Choice({ label, value, choices, disabled, onChange }: ChoiceProps): ReactElement {
  const id = useId();
  return (
    <div className="iops-Form-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="jp-mod-styled"
        value={value}
        disabled={disabled}
        onChange={event => onChange(event.target.value)}
      >
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
