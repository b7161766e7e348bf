/** One connection of the list. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { editIcon, ellipsesIcon, launchIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import { memo, type MouseEvent, type ReactElement } from 'react';

import { markOf } from './engines';
import type { RowActions } from './list';
import type { Row } from './rows';
import { ago, rowDetails, rowLine, rowStates } from './wording';

interface RowProps {
  row: Row;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  isChosen: boolean;
  actions: RowActions;
  trans: TranslationBundle;
}

/** Name, state and address, and buttons for what is done most. */
export const ConnectionRow = memo(function ConnectionRow(props: RowProps): ReactElement {
  const { row, index, top, isChosen, actions, trans } = props;
  const mark = markOf(row);
  return (
    <div
      className={`iops-ConnectionRow${isChosen ? ' iops-mod-chosen' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isChosen}
      data-connection={row.name}
      tabIndex={isChosen ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      title={rowDetails(row, mark.title, new Date(), trans)}
      onFocus={() => isChosen || actions.choose(row.name)}
      onContextMenu={() => actions.choose(row.name)}
      onDoubleClick={() => actions.open(row.name)}
    >
      <div className="iops-ConnectionRow-main" role="gridcell">
        <span className={`iops-EngineMark iops-mod-${row.open}`} role="img" aria-label={mark.title}>
          {mark.letters}
        </span>
        <span className="iops-ConnectionRow-name">{row.name}</span>
        <Access row={row} trans={trans} />
        <Line row={row} trans={trans} />
      </div>
      <Buttons {...props} />
    </div>
  );
});

function Access({ row, trans }: Pick<RowProps, 'row' | 'trans'>): ReactElement {
  return row.access === 'read_write' || row.writes ? (
    <span className="iops-ConnectionRow-badge iops-mod-writes">{trans.__('read-write')}</span>
  ) : (
    <span className="iops-ConnectionRow-badge">{trans.__('read only')}</span>
  );
}

function Line({ row, trans }: Pick<RowProps, 'row' | 'trans'>): ReactElement {
  const states = rowStates(row, trans);
  return (
    <span className={`iops-ConnectionRow-line iops-mod-${row.finding?.status ?? 'none'}`}>
      {states.length > 0 && <span className="iops-ConnectionRow-states">{states.join(', ')}</span>}
      <span className="iops-ConnectionRow-text">{rowLine(row, trans)}</span>
      {row.lastUsed && (
        <span className="iops-ConnectionRow-used">{ago(row.lastUsed, new Date(), 'narrow')}</span>
      )}
    </span>
  );
}

function Buttons({ row, isChosen, actions, trans }: RowProps): ReactElement {
  const tabIndex = isChosen ? 0 : -1;
  const openLabel = row.open === 'open' ? trans.__('Make current') : trans.__('Open in the notebook');
  const onMenu = (event: MouseEvent<HTMLElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    actions.choose(row.name);
    actions.menu(row.name, left, bottom);
  };
  return (
    <div className="iops-ConnectionRow-buttons" role="gridcell">
      {row.open !== 'current' && (
        <IconButton
          {...{ tabIndex }}
          icon={launchIcon}
          label={openLabel}
          onClick={() => actions.open(row.name)}
        />
      )}
      {row.saved && (
        <IconButton
          {...{ tabIndex }}
          icon={editIcon}
          label={trans.__('Edit')}
          onClick={() => actions.edit(row.name)}
        />
      )}
      <IconButton {...{ tabIndex }} icon={ellipsesIcon} label={trans.__('More actions')} onClick={onMenu} />
    </div>
  );
}

interface IconButtonProps {
  icon: LabIcon;
  label: string;
  tabIndex: number;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}

function IconButton({ icon, label, tabIndex, onClick }: IconButtonProps): ReactElement {
  return (
    <button
      className="iops-ConnectionRow-button"
      title={label}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <icon.react tag="span" width="14px" height="14px" />
    </button>
  );
}
