/** The catalog's filter and tree. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import { useRef, type KeyboardEvent, type ReactElement, type RefObject } from 'react';

import { FailureNotice } from '../../parts/failure-notice';
import { redrawn } from '../../parts/redrawn';
import type { CatalogModel } from './model';
import { Tree, type Acts } from './tree';

interface BodyProps {
  model: CatalogModel;
  trans: TranslationBundle;
  acts: Acts;
}

/** The section's content as a Lumino widget. */
export function createBody(props: BodyProps): ReactWidget {
  return redrawn([props.model.changed], ['iops-Catalog-body'], () => <Body {...props} />);
}

function Body(props: BodyProps): ReactElement {
  const { model, trans, acts } = props;
  const { connections, failure, notebook } = model.roots;
  const tree = useRef<HTMLDivElement>(null);
  const nothing = connections?.length === 0 && notebook === null && !failure;
  return (
    <>
      <Filter {...props} tree={tree} />
      {failure && (
        <div className="iops-Catalog-notice">
          <FailureNotice failure={failure} />
          <button className="iops-Catalog-retry" onClick={() => acts.readConnections()}>
            {trans.__('Try again')}
          </button>
        </div>
      )}
      {connections === null && <p className="iops-Catalog-empty">{trans.__('Reading connections…')}</p>}
      {nothing && <EmptyNotice trans={trans} />}
      <Tree {...props} host={tree} />
    </>
  );
}

function Filter({ model, trans, tree }: BodyProps & { tree: RefObject<HTMLDivElement> }): ReactElement {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      tree.current?.focus();
    } else if (event.key === 'Escape' && model.filter) {
      event.stopPropagation();
      model.setFilter('');
    }
  };
  return (
    <div className="iops-Catalog-filter">
      <input
        type="search"
        value={model.filter}
        spellCheck={false}
        placeholder={trans.__('Filter tables')}
        aria-label={trans.__('Filter tables and DataFrames by name')}
        onChange={event => model.setFilter(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function EmptyNotice({ trans }: Pick<BodyProps, 'trans'>): ReactElement {
  return (
    <div className="iops-Catalog-empty">
      <p className="iops-Catalog-title">{trans.__('Nothing to browse yet')}</p>
      <p>{trans.__('Add a connection above, or open the sample data in a notebook:')}</p>
      <pre>{'%load_ext iopsdata_jupyter\n%connect sample'}</pre>
    </div>
  );
}
