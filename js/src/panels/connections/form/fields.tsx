/** The parts of a form: a label, an input, what helps, and what is wrong. */
import { useId, type ReactElement, type ReactNode } from 'react';

interface FieldProps {
  label: string;
  /** What helps to fill it in. */
  help?: ReactNode;
  /** What is wrong with it. */
  problem?: string | undefined;
}

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password';
  placeholder?: string;
  disabled?: boolean;
  /** More than one line. */
  rows?: number;
  /** A button beside the input. */
  children?: ReactNode;
}

/** A text; spelled and completed by nobody. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, help, problem, value, onChange, type, placeholder, disabled, rows, children } = props;
  const id = useId();
  const shared = {
    ...{ id, value, placeholder, disabled, spellCheck: false, autoComplete: OFF[type ?? 'text'] },
    ...{
      className: 'jp-mod-styled',
      'aria-invalid': problem !== undefined,
      'aria-describedby': `${id}-help`
    },
    onChange: (event: { target: { value: string } }) => onChange(event.target.value)
  };
  return (
    <div className="iops-ConnectionField">
      <label htmlFor={id}>{label}</label>
      <div className="iops-ConnectionField-input">
        {rows ? <textarea {...shared} rows={rows} /> : <input {...shared} type={type ?? 'text'} />}
        {children}
      </div>
      <Notes id={`${id}-help`} help={help} problem={problem} />
    </div>
  );
}

/** What browsers take as "do not fill this in"; for passwords `off` is not enough. */
const OFF = { text: 'off', password: 'new-password' } as const;

interface CheckFieldProps extends FieldProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** Something that is so or not. */
export function CheckField({
  label,
  help,
  problem,
  checked,
  onChange,
  disabled
}: CheckFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="iops-ConnectionField iops-mod-check">
      <label>
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-help`}
          onChange={event => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      <Notes id={`${id}-help`} help={help} problem={problem} />
    </div>
  );
}

interface ChoiceFieldProps<T extends string> extends FieldProps {
  value: T;
  choices: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}

/** One of a list. */
export function SelectField<T extends string>(props: ChoiceFieldProps<T>): ReactElement {
  const { label, help, problem, value, choices, onChange } = props;
  const id = useId();
  return (
    <div className="iops-ConnectionField">
      <label htmlFor={id}>{label}</label>
      <div className="iops-ConnectionField-input jp-select-wrapper">
        <select
          id={id}
          className="jp-mod-styled"
          value={value}
          aria-describedby={`${id}-help`}
          onChange={event => onChange(event.target.value as T)}
        >
          {choices.map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <Notes id={`${id}-help`} help={help} problem={problem} />
    </div>
  );
}

interface RadioFieldProps<T extends string> extends Omit<ChoiceFieldProps<T>, 'choices'> {
  choices: readonly (readonly [T, ReactNode])[];
  className?: string;
}

/** One of a few that are all in sight. */
export function RadioField<T extends string>(props: RadioFieldProps<T>): ReactElement {
  const { label, value, choices, onChange, className } = props;
  const id = useId();
  return (
    <fieldset className={`iops-ConnectionField iops-mod-radio ${className ?? ''}`}>
      <legend>{label}</legend>
      <div className="iops-ConnectionField-choices">
        {choices.map(([choice, content]) => (
          <label key={choice} className={choice === value ? 'iops-mod-chosen' : ''}>
            <input
              type="radio"
              name={id}
              value={choice}
              checked={choice === value}
              onChange={() => onChange(choice)}
            />
            {content}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Notes({ id, help, problem }: Pick<FieldProps, 'help' | 'problem'> & { id: string }): ReactElement {
  return (
    <div id={id} className="iops-ConnectionField-notes">
      {problem !== undefined && <span className="iops-ConnectionField-problem">{problem}</span>}
      {help !== undefined && <span className="iops-ConnectionField-help">{help}</span>}
    </div>
  );
}
