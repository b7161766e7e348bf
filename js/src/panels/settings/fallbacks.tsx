/** Models that are asked in turn where the first one fails: added, removed, and put in order by keys or dragging. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon, closeIcon, type LabIcon } from '@jupyterlab/ui-components';
import { useState, type KeyboardEvent, type ReactElement } from 'react';

import type { Setting } from '../../api/types';
import { Combobox } from '../../parts/combobox';
import { Remark } from './field';
import type { SettingsModel } from './model';
import { added, moved, without } from './order';
import { decidedBy } from './wording';

/** The offline translator's name among models. */
const OFFLINE = 'offline';
const REMARK = 'iops-fallbacks-remark';

interface Props {
  setting: Setting;
  /** Models that are suggested. */
  models: readonly string[];
  model: SettingsModel;
  trans: TranslationBundle;
}

/** The list of the setting `fallback_models`. */
export function Fallbacks({ setting, models, model, trans }: Props): ReactElement {
  const value = model.valueOf(setting.name);
  const list = Array.isArray(value) ? (value as readonly string[]) : [];
  const disabled = decidedBy(setting, trans) !== null;
  const save = (changed: readonly string[]): void => {
    if (changed !== list) {
      void model.save({ [setting.name]: changed });
    }
  };
  return (
    <div data-setting={setting.name}>
      {list.length === 0 && <p className="iops-Hint">{trans.__('None: a failure is told at once.')}</p>}
      <Ordered list={list} disabled={disabled} onChange={save} trans={trans} />
      <Combobox
        // A new field after each addition, which is empty again.
        key={list.join()}
        label={trans.__('Add a model')}
        placeholder={trans.__('Add a model or offline')}
        value=""
        options={[OFFLINE, ...models].filter(name => !list.includes(name))}
        disabled={disabled}
        onCommit={name => save(added(list, name))}
        trans={trans}
      />
      <Remark id={REMARK} setting={setting} trans={trans} />
    </div>
  );
}

interface OrderedProps {
  list: readonly string[];
  disabled: boolean;
  onChange: (list: readonly string[]) => void;
  trans: TranslationBundle;
}

function Ordered({ list, disabled, onChange, trans }: OrderedProps): ReactElement {
  const [dragged, setDragged] = useState<number | null>(null);
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (by !== undefined && !disabled) {
      event.preventDefault();
      onChange(moved(list, at, at + by));
    }
  };
  return (
    <ol className="iops-Fallbacks" aria-label={trans.__('Models in the order in which they are asked')}>
      {list.map((name, at) => (
        <li
          key={name}
          draggable={!disabled}
          data-dragged={dragged === at}
          onDragStart={() => setDragged(at)}
          onDragEnd={() => setDragged(null)}
          onDragOver={event => event.preventDefault()}
          onDrop={event => {
            event.preventDefault();
            if (dragged !== null) {
              onChange(moved(list, dragged, at));
            }
          }}
          onKeyDown={event => onKeyDown(event, at)}
        >
          <span title={name}>{name}</span>
          <Row name={name} at={at} list={list} disabled={disabled} onChange={onChange} trans={trans} />
        </li>
      ))}
    </ol>
  );
}

function Row(props: OrderedProps & { name: string; at: number }): ReactElement {
  const { list, name, at, disabled, onChange, trans } = props;
  return (
    <>
      <IconButton
        icon={caretUpIcon}
        label={trans.__('Ask %1 earlier (Alt+Arrow Up)', name)}
        disabled={disabled || at === 0}
        onClick={() => onChange(moved(list, at, at - 1))}
      />
      <IconButton
        icon={caretDownIcon}
        label={trans.__('Ask %1 later (Alt+Arrow Down)', name)}
        disabled={disabled || at === list.length - 1}
        onClick={() => onChange(moved(list, at, at + 1))}
      />
      <IconButton
        icon={closeIcon}
        label={trans.__('Remove %1', name)}
        disabled={disabled}
        onClick={() => onChange(without(list, at))}
      />
    </>
  );
}

function IconButton(props: {
  icon: LabIcon;
  label: string;
  disabled: boolean;
  onClick: () => void;
}): ReactElement {
  const { icon } = props;
  return (
    <button
      className="iops-IconButton"
      title={props.label}
      aria-label={props.label}
      // Not `disabled`: the button that was pressed keeps the focus at the end of the list.
      aria-disabled={props.disabled}
      onClick={props.disabled ? undefined : props.onClick}
    >
      <icon.react tag="span" elementSize="small" />
    </button>
  );
}
