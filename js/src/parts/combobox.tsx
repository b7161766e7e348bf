/** A text field with suggestions: what is typed counts, whether it is suggested or not. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useState, type KeyboardEvent, type ReactElement } from 'react';

import { matching, type Matches } from './matching';

/** Suggestions shown at once; more are told by their number. */
const MOST = 50;

/** What a combobox shows and tells. */
export interface ComboboxProps {
  label: string;
  value: string;
  options: readonly string[];
  placeholder?: string;
  disabled?: boolean;
  /** Called with what was picked, or typed and left. */
  onCommit: (text: string) => void;
  trans: TranslationBundle;
}

/** What a combobox is doing, and what may be done to it. */
interface Editing {
  text: string;
  open: boolean;
  active: number | null;
  matches: Matches;
  type: (text: string) => void;
  show: () => void;
  commit: (text: string) => void;
  /** By the name of the key. */
  keys: Readonly<Record<string, () => void>>;
}

function useEditing({ value, options, onCommit }: ComboboxProps): Editing {
  const [text, setText] = useState(value);
  const [active, setActive] = useState<number | null>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => setText(value), [value]);
  // What stands in the field from before is no search.
  const matches = matching(options, text === value ? '' : text, MOST);
  const close = (shown: string): void => {
    setText(shown);
    setOpen(false);
    setActive(null);
  };
  const commit = (wanted: string): void => {
    close(wanted);
    if (wanted !== value) {
      onCommit(wanted);
    }
  };
  const move = (by: number): void => {
    setOpen(true);
    setActive(next(active, by, matches.shown.length));
  };
  const type = (typed: string): void => {
    setText(typed);
    setOpen(true);
    setActive(null);
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => commit((open && active !== null ? matches.shown[active] : undefined) ?? text.trim()),
    Escape: () => close(value)
  };
  return { text, open, active, matches, type, show: () => setOpen(true), commit, keys };
}

/** After the pattern of WAI-ARIA's editable combobox with list autocompletion. */
export function Combobox(props: ComboboxProps): ReactElement {
  const id = useId();
  const editing = useEditing(props);
  const { text, open, active, matches, commit } = editing;
  const onKeyDown = (event: KeyboardEvent): void => {
    const work = editing.keys[event.key];
    if (work) {
      event.preventDefault();
      event.stopPropagation();
      work();
    }
  };
  return (
    <div className="iops-Combobox">
      <input
        className="jp-mod-styled"
        role="combobox"
        aria-label={props.label}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && active !== null ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={props.placeholder}
        disabled={props.disabled}
        onChange={event => editing.type(event.target.value)}
        onClick={editing.show}
        onKeyDown={onKeyDown}
        onBlur={() => commit(text.trim())}
      />
      <Suggestions id={id} open={open} matches={matches} active={active} onPick={commit} {...props} />
    </div>
  );
}

interface SuggestionsProps extends Pick<ComboboxProps, 'label' | 'trans'> {
  id: string;
  open: boolean;
  matches: Matches;
  active: number | null;
  onPick: (option: string) => void;
}

function Suggestions(props: SuggestionsProps): ReactElement {
  const { id, matches, active, trans } = props;
  const hidden = !props.open || matches.shown.length === 0;
  return (
    <>
      <ul id={`${id}-list`} role="listbox" aria-label={props.label} hidden={hidden}>
        {matches.shown.map((option, index) => (
          <li
            key={option}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={node => {
              if (index === active) {
                node?.scrollIntoView({ block: 'nearest' });
              }
            }}
            // Before the field loses its focus, which would commit what is typed.
            onMouseDown={event => {
              event.preventDefault();
              props.onPick(option);
            }}
          >
            {option}
          </li>
        ))}
      </ul>
      {!hidden && matches.more > 0 && (
        <p className="iops-Hint">
          {trans._n('%1 more; type to find it', '%1 more; type to find them', matches.more)}
        </p>
      )}
    </>
  );
}

function next(current: number | null, by: number, count: number): number | null {
  if (count === 0) {
    return null;
  }
  return current === null ? (by > 0 ? 0 : count - 1) : (current + by + count) % count;
}
