/** What the section of metrics and verified queries shows: a search over both lists, or the open form. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, type ReactWidget } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { useState, type ReactElement } from 'react';

import { visible } from '../../../widgets/shared/visible';
import type { Metric, VerifiedQuery } from '../../api/types';
import { FailureNotice } from '../../parts/failure-notice';
import { Actions, Unfolding } from '../../parts/unfolding';
import { VirtualList } from '../../parts/virtual-list';
import { redrawn } from '../../parts/redrawn';
import { Form } from './form';
import type { KnowledgeModel } from './model';
import { keyOf, rowsOf, type Row } from './rows';

/** What a person can do in the section. */
export interface KnowledgeActions {
  onNew(kind: 'metric' | 'query'): void;
  onEditMetric(metric: Metric): void;
  onEditQuery(query: VerifiedQuery): void;
  onDeleteMetric(metric: Metric): Promise<void>;
  onDeleteQuery(query: VerifiedQuery): Promise<void>;
  onAsk(query: VerifiedQuery): void;
  onInsert(query: VerifiedQuery): void;
}

interface BodyProps {
  model: KnowledgeModel;
  actions: KnowledgeActions;
  /** Names of the saved connections. */
  connections: () => readonly string[];
  /** Emitted when these are others: an open form offers them. */
  connectionsChanged: ISignal<unknown, unknown>;
  trans: TranslationBundle;
}

/** The section's content as a Lumino widget. */
export function createBody(props: BodyProps): ReactWidget {
  return redrawn([props.model.stateChanged, props.connectionsChanged], ['iops-Knowledge-body'], () => (
    <Body {...props} />
  ));
}

function Body(props: BodyProps): ReactElement {
  const { model, trans, connections } = props;
  const { editing, status, failure, search } = model.state;
  if (editing) {
    return <Form model={model} editing={editing} connections={connections()} trans={trans} />;
  }
  const label = trans.__('Search metrics and verified queries');
  return (
    <>
      <div className="iops-Knowledge-search" role="search" aria-label={label}>
        <input
          type="search"
          className="jp-mod-styled"
          value={search}
          placeholder={trans.__('Search')}
          aria-label={label}
          onChange={event => model.search(event.target.value)}
        />
      </div>
      {failure && <FailureNotice failure={failure} />}
      {status === 'loading' ? (
        <p className="iops-Knowledge-hint">{trans.__('Reading metrics and verified queries…')}</p>
      ) : (
        <Lists {...props} />
      )}
    </>
  );
}

function Lists({ model, actions, trans }: BodyProps): ReactElement {
  const [open, setOpen] = useState<string | null>(null);
  const { metrics, queries, search } = model.state;
  const lineOf = (row: Row): ReactElement => {
    const key = keyOf(row);
    const shared = {
      actions,
      trans,
      isOpen: key === open,
      onToggle: () => setOpen(key === open ? null : key)
    };
    switch (row.kind) {
      case 'heading':
        return <Heading row={row} isSearched={search.trim() !== ''} actions={actions} trans={trans} />;
      case 'metric':
        return <MetricLine metric={row.metric} {...shared} />;
      case 'query':
        return <QueryLine query={row.query} {...shared} />;
    }
  };
  return (
    <VirtualList
      items={rowsOf(metrics, queries, search)}
      label={trans.__('Metrics and verified queries')}
      keyOf={keyOf}
      estimate={46}
      render={lineOf}
    />
  );
}

interface HeadingProps extends Pick<BodyProps, 'actions' | 'trans'> {
  row: Extract<Row, { kind: 'heading' }>;
  isSearched: boolean;
}

function Heading({ row, isSearched, actions, trans }: HeadingProps): ReactElement {
  const isMetric = row.of === 'metric';
  const label = isMetric ? trans.__('New metric') : trans.__('New verified query');
  const explained = isMetric
    ? trans.__('A metric is a named figure, such as revenue = sum(orders.amount), that questions can use.')
    : trans.__('A verified query is a question whose SQL somebody has checked: it answers before any model.');
  return (
    <div className="iops-Knowledge-heading">
      <h3>
        {isMetric ? trans.__('Metrics') : trans.__('Verified queries')} <span>{row.count}</span>
      </h3>
      <button
        className="jp-Button jp-mod-minimal"
        title={label}
        aria-label={label}
        onClick={() => actions.onNew(row.of)}
      >
        <addIcon.react tag="span" width="16px" height="16px" />
      </button>
      {row.count === 0 && <p>{isSearched ? trans.__('None fits.') : explained}</p>}
    </div>
  );
}

interface LineProps extends Pick<BodyProps, 'actions' | 'trans'> {
  isOpen: boolean;
  onToggle: () => void;
}

function MetricLine(props: LineProps & { metric: Metric }): ReactElement {
  const { metric, actions, trans, isOpen, onToggle } = props;
  const onDelete = (): void => void actions.onDeleteMetric(metric);
  const notes = [
    metric.description,
    metric.filters.length > 0 && trans.__('Only rows where %1', metric.filters.join(' AND ')),
    metric.grain && trans.__('Over the rows of %1', metric.grain),
    metric.synonyms.length > 0 && trans.__('Also: %1', metric.synonyms.join(', '))
  ];
  return (
    <Unfolding
      title={visible(metric.name)}
      facts={<span className="iops-mod-code">{visible(oneLine(metric.expression))}</span>}
      {...{ isOpen, onToggle, onDelete }}
    >
      <pre tabIndex={0}>{visible(metric.expression)}</pre>
      {notes.map((note, place) => note && <p key={place}>{visible(note)}</p>)}
      <Actions
        actions={[
          { label: trans.__('Edit'), act: () => actions.onEditMetric(metric) },
          { label: trans.__('Delete…'), act: onDelete }
        ]}
      />
    </Unfolding>
  );
}

function QueryLine(props: LineProps & { query: VerifiedQuery }): ReactElement {
  const { query, actions, trans, isOpen, onToggle } = props;
  const onDelete = (): void => void actions.onDeleteQuery(query);
  return (
    <Unfolding
      title={visible(oneLine(query.question))}
      facts={
        <>
          <span>{visible(query.connection)}</span>
          <span className="iops-mod-code">{visible(oneLine(query.sql))}</span>
        </>
      }
      {...{ isOpen, onToggle, onDelete }}
    >
      <pre tabIndex={0}>{visible(query.sql)}</pre>
      <p>{trans.__('Verified %1', new Date(query.verified_at).toLocaleDateString())}</p>
      <Actions
        actions={[
          { label: trans.__('Ask'), act: () => actions.onAsk(query) },
          { label: trans.__('Insert SQL'), act: () => actions.onInsert(query) },
          { label: trans.__('Edit'), act: () => actions.onEditQuery(query) },
          { label: trans.__('Delete…'), act: onDelete }
        ]}
      />
    </Unfolding>
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
