/** One setting: a switch, a choice, a number or a text, with what decides it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { undoIcon } from '@jupyterlab/ui-components';
import { useEffect, useId, useState, type ReactElement } from 'react';

import type { Setting, SettingValue } from '../../api/types';
import type { SettingsModel } from './model';
import { choiceLabel, decidedBy, numberOf, wordingOf } from './wording';

interface FieldProps {
  setting: Setting;
  model: SettingsModel;
  trans: TranslationBundle;
}

interface ControlProps {
  id: string;
  setting: Setting;
  value: SettingValue;
  disabled: boolean;
  describedBy: string;
  onSave: (value: SettingValue) => void;
  trans: TranslationBundle;
}

/** A setting with its label; it is saved as soon as it is changed. */
export function Field({ setting, model, trans }: FieldProps): ReactElement {
  const id = useId();
  const { label } = wordingOf(setting.name, trans);
  const control: ControlProps = {
    id,
    setting,
    value: model.valueOf(setting.name),
    disabled: decidedBy(setting, trans) !== null || !setting.can_be_saved,
    describedBy: `${id}-hint`,
    onSave: value => void model.save({ [setting.name]: value }),
    trans
  };
  const isSwitch = setting.kind === 'boolean';
  return (
    <div className={isSwitch ? 'iops-Setting iops-mod-switch' : 'iops-Setting'} data-setting={setting.name}>
      {isSwitch && <Switch {...control} />}
      <label htmlFor={id}>{label}</label>
      <Reset setting={setting} label={label} model={model} trans={trans} />
      {!isSwitch && <Control {...control} />}
      <Remark id={control.describedBy} setting={setting} trans={trans} />
    </div>
  );
}

/** Forgets what is saved, where something is. */
function Reset({ setting, label, model, trans }: FieldProps & { label: string }): ReactElement | null {
  if (setting.saved === null || !setting.can_be_saved) {
    return null;
  }
  const text = trans.__('Forget what is saved for: %1', label);
  return (
    <button
      className="iops-IconButton"
      title={text}
      aria-label={text}
      onClick={() => void model.save({ [setting.name]: null })}
    >
      <undoIcon.react tag="span" elementSize="small" />
    </button>
  );
}

/** What decides it where that is not this panel, else what it means. */
export function Remark(props: {
  id: string;
  setting: Setting;
  trans: TranslationBundle;
}): ReactElement | null {
  const { setting, trans } = props;
  const text = decidedBy(setting, trans) ?? wordingOf(setting.name, trans).hint;
  return text === undefined ? null : (
    <p id={props.id} className="iops-Hint">
      {text}
    </p>
  );
}

function Control(props: ControlProps): ReactElement {
  switch (props.setting.kind) {
    case 'choice':
      return <Choice {...props} />;
    case 'integer':
    case 'number':
      return <NumberField {...props} />;
    default:
      return <TextField {...props} />;
  }
}

function Switch({ id, value, disabled, describedBy, onSave }: ControlProps): ReactElement {
  return (
    <input
      id={id}
      type="checkbox"
      className="jp-mod-styled"
      aria-describedby={describedBy}
      checked={value === true}
      disabled={disabled}
      onChange={event => onSave(event.target.checked)}
    />
  );
}

function Choice({ id, setting, value, disabled, describedBy, onSave, trans }: ControlProps): ReactElement {
  return (
    <select
      id={id}
      className="jp-mod-styled"
      aria-describedby={describedBy}
      value={String(value)}
      disabled={disabled}
      onChange={event => onSave(event.target.value)}
    >
      {setting.choices.map(choice => (
        <option key={choice} value={choice}>
          {choiceLabel(setting.name, choice, trans)}
        </option>
      ))}
    </select>
  );
}

function NumberField(props: ControlProps): ReactElement {
  const { setting, trans } = props;
  const [bad, setBad] = useState(false);
  const { unit } = wordingOf(setting.name, trans);
  return (
    <>
      <span className="iops-Setting-number">
        <Typed
          {...props}
          bad={bad}
          onLeave={text => {
            const number = numberOf(text, setting.kind);
            setBad(number === null);
            if (number !== null && number !== props.value) {
              props.onSave(number);
            }
          }}
        />
        {unit && <span className="iops-Hint">{unit}</span>}
      </span>
      {bad && (
        <p className="iops-Setting-bad" role="alert">
          {setting.kind === 'integer' ? trans.__('A whole number from 0.') : trans.__('A number from 0.')}
        </p>
      )}
    </>
  );
}

function TextField(props: ControlProps): ReactElement {
  return (
    <Typed
      {...props}
      onLeave={text => {
        const wanted = text.trim() || null;
        if (wanted !== props.value) {
          props.onSave(wanted);
        }
      }}
    />
  );
}

/** A field that is read when it is left or Enter is pressed; Escape takes back what was typed. */
function Typed(props: ControlProps & { bad?: boolean; onLeave: (text: string) => void }): ReactElement {
  const given = props.value === null ? '' : String(props.value);
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  return (
    <input
      id={props.id}
      className="jp-mod-styled"
      aria-describedby={props.describedBy}
      aria-invalid={props.bad ?? false}
      inputMode={props.bad === undefined ? 'text' : 'decimal'}
      spellCheck={false}
      value={text}
      disabled={props.disabled}
      onChange={event => setText(event.target.value)}
      onBlur={() => props.onLeave(text)}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          props.onLeave(text);
        } else if (event.key === 'Escape') {
          setText(given);
        }
      }}
    />
  );
}
