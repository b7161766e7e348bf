/** What the connections panel shows for each state. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import type { Connection, ConnectionsState, Failure, IConnectionsModel } from '../../tokens';

/** The panel's content as a Lumino widget. */
export function createBody(model: IConnectionsModel, trans: TranslationBundle): ReactWidget {
  const body = ReactWidget.create(
    <UseSignal signal={model.stateChanged} initialSender={model} initialArgs={model.state}>
      {() => <Body state={model.state} trans={trans} />}
    </UseSignal>
  );
  body.addClass('iops-Connections-body');
  return body;
}

interface BodyProps {
  state: ConnectionsState;
  trans: TranslationBundle;
}

function Body({ state, trans }: BodyProps): ReactElement {
  switch (state.status) {
    case 'loading':
      return <p className="iops-Connections-hint">{trans.__('Reading connections…')}</p>;
    case 'failed':
      return <FailureNotice failure={state.failure} />;
    case 'ready':
      return state.connections.length === 0 ? (
        <EmptyNotice trans={trans} />
      ) : (
        <ConnectionList connections={state.connections} trans={trans} />
      );
  }
}

function ConnectionList({
  connections,
  trans
}: { connections: readonly Connection[] } & Pick<BodyProps, 'trans'>): ReactElement {
  return (
    <ul className="iops-Connections-list" aria-label={trans.__('Saved connections')}>
      {connections.map(connection => (
        <li key={connection.name} className="iops-Connections-item" title={connection.target}>
          <span className="iops-Connections-name">{connection.name}</span>
          <span className="iops-Connections-access">{accessLabel(connection.access, trans)}</span>
          <span className="iops-Connections-url">
            {connection.driver} · {connection.target}
          </span>
        </li>
      ))}
    </ul>
  );
}

function accessLabel(access: Connection['access'], trans: TranslationBundle): string {
  return access === 'read_write' ? trans.__('read and write') : trans.__('read only');
}

function EmptyNotice({ trans }: Pick<BodyProps, 'trans'>): ReactElement {
  return (
    <div className="iops-Connections-notice">
      <p className="iops-Connections-title">{trans.__('No saved connections')}</p>
      <p>{trans.__('Connect in a notebook and give the connection a name; it is listed here then.')}</p>
      <pre>{'%load_ext iopsdata_jupyter\n%connect shop.db --as shop'}</pre>
    </div>
  );
}

function FailureNotice({ failure }: { failure: Failure }): ReactElement {
  return (
    <div className="iops-Connections-notice" role="alert">
      <p className="iops-Connections-title">{failure.message}</p>
      {failure.hint && <p>{failure.hint}</p>}
    </div>
  );
}
