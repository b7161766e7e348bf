/** What the section shows for each state. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import { FailureNotice } from '../../parts/failure-notice';
import { redrawn } from '../../parts/redrawn';
import { ConnectionList, type RowActions } from './list';
import type { PanelModel, PanelState } from './panel';
import { kernelLine } from './wording';

/** What a person can do in the section. */
export interface Actions extends RowActions {
  add(): void;
  search(text: string): void;
}

/** The section's content as a Lumino widget. */
export function createBody(model: PanelModel, actions: Actions, trans: TranslationBundle): ReactWidget {
  return redrawn([model.changed], ['iops-Connections-body'], () => (
    <Body state={model.state} actions={actions} trans={trans} />
  ));
}

interface BodyProps {
  state: PanelState;
  actions: Actions;
  trans: TranslationBundle;
}

function Body({ state, actions, trans }: BodyProps): ReactElement {
  return (
    <>
      {state.total > 0 && <Search text={state.search} actions={actions} trans={trans} />}
      <p className="iops-Connections-kernel">{kernelLine(state.kernel, trans)}</p>
      {state.failure && <FailureNotice failure={state.failure} />}
      <Content state={state} actions={actions} trans={trans} />
    </>
  );
}

function Content({ state, actions, trans }: BodyProps): ReactElement | null {
  if (state.rows.length > 0) {
    return <ConnectionList rows={state.rows} chosen={state.chosen} actions={actions} trans={trans} />;
  }
  if (state.status === 'loading') {
    return <p className="iops-Connections-hint">{trans.__('Reading connections…')}</p>;
  }
  if (state.total > 0) {
    return <NothingFound actions={actions} trans={trans} />;
  }
  return state.failure ? null : <Empty actions={actions} trans={trans} />;
}

function Search({ text, actions, trans }: { text: string } & Omit<BodyProps, 'state'>): ReactElement {
  return (
    <input
      className="iops-Connections-search jp-mod-styled"
      type="search"
      value={text}
      placeholder={trans.__('Search')}
      aria-label={trans.__('Search connections')}
      onChange={event => actions.search(event.target.value)}
    />
  );
}

function NothingFound({ actions, trans }: Omit<BodyProps, 'state'>): ReactElement {
  return (
    <div className="iops-Connections-notice" role="status">
      <p>{trans.__('No connection has these words in its name or address.')}</p>
      <button className="jp-mod-styled" onClick={() => actions.search('')}>
        {trans.__('Show all')}
      </button>
    </div>
  );
}

function Empty({ actions, trans }: Omit<BodyProps, 'state'>): ReactElement {
  return (
    <div className="iops-Connections-notice">
      <p className="iops-Connections-title">{trans.__('No saved connections')}</p>
      <p>{trans.__('Add a database, a server or data files here, or connect in a notebook.')}</p>
      <button className="jp-mod-styled jp-mod-accept" onClick={() => actions.add()}>
        {trans.__('Add a connection')}
      </button>
      <pre>{'%load_ext iopsdata_jupyter\n%connect shop.db --as shop'}</pre>
    </div>
  );
}
