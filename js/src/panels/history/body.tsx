/** What the history section shows: search, filters, the list, and the switch. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import { useCallback, useState, type ReactElement } from 'react';

import type { HistoryEntry } from '../../api/types';
import { FailureNotice } from '../../parts/failure-notice';
import { Actions } from '../../parts/unfolding';
import { VirtualList } from '../../parts/virtual-list';
import { redrawn } from '../../parts/redrawn';
import { Filters } from './filters';
import { Entry, type EntryActions } from './entry';
import type { HistoryModel, HistoryState } from './model';

/** What a person can do in the section. */
export interface HistoryActions extends EntryActions {
  onKeep(value: boolean): Promise<void>;
}

interface BodyProps {
  model: HistoryModel;
  actions: HistoryActions;
  trans: TranslationBundle;
  language: string;
}

/** The section's content as a Lumino widget. */
export function createBody(props: BodyProps): ReactWidget {
  return redrawn([props.model.stateChanged], ['iops-History-body'], () => <Body {...props} />);
}

function Body(props: BodyProps): ReactElement {
  const { model, trans, actions } = props;
  const { state } = model;
  return (
    <>
      <Filters model={model} trans={trans} />
      {state.failure && <FailureNotice failure={state.failure} />}
      {state.entries.length > 0 ? <Entries {...props} /> : <NoEntries {...props} />}
      <Footer state={state} actions={actions} trans={trans} />
    </>
  );
}

function Entries({ model, actions, trans, language }: BodyProps): ReactElement {
  const [open, setOpen] = useState<number | null>(null);
  const now = new Date();
  const onNearEnd = useCallback(() => void model.readMore(), [model]);
  return (
    <VirtualList
      items={model.state.entries}
      label={trans.__('Questions and statements, newest first')}
      keyOf={({ id }: HistoryEntry) => String(id)}
      estimate={46}
      onNearEnd={onNearEnd}
      render={entry => (
        <Entry
          entry={entry}
          isOpen={entry.id === open}
          onToggle={() => setOpen(entry.id === open ? null : entry.id)}
          now={now}
          {...{ actions, trans, language }}
        />
      )}
    />
  );
}

function NoEntries({ model, trans }: BodyProps): ReactElement | null {
  const { status, keeping } = model.state;
  if (status === 'failed') {
    return null;
  }
  if (status === 'loading') {
    return <p className="iops-History-hint">{trans.__('Reading the history…')}</p>;
  }
  if (model.isFiltered) {
    return (
      <div className="iops-History-hint" role="status">
        <p>{trans.__('Nothing in the history fits.')}</p>
        <Actions actions={[{ label: trans.__('Show all'), act: () => void model.showAll() }]} />
      </div>
    );
  }
  return (
    <div className="iops-History-hint">
      <p className="iops-History-none">{trans.__('No questions or statements yet')}</p>
      <p>
        {keeping?.value === false
          ? trans.__('The history is switched off below.')
          : trans.__(
              'What you ask with %1 or run with %2 is listed here, without its rows.',
              '%%ask',
              '%%sql'
            )}
      </p>
    </div>
  );
}

interface FooterProps extends Pick<BodyProps, 'actions' | 'trans'> {
  state: HistoryState;
}

function Footer({ state, actions, trans }: FooterProps): ReactElement {
  const { keeping } = state;
  const decided = trans.__('Decided by the environment or a file, not by what is saved here');
  return (
    <div className="iops-History-footer">
      {keeping && (
        <label title={keeping.canChange ? undefined : decided}>
          <input
            type="checkbox"
            checked={keeping.value}
            disabled={!keeping.canChange}
            onChange={event => void actions.onKeep(event.target.checked)}
          />
          {trans.__('Keep history on this machine')}
        </label>
      )}
      <span className="iops-History-count" role="status">
        {state.reading
          ? trans.__('Reading…')
          : state.more
            ? trans.__('%1 and more', state.entries.length)
            : trans.__('%1 shown', state.entries.length)}
      </span>
    </div>
  );
}
