/** One line of the tree. */
import type { LabIcon } from '@jupyterlab/ui-components';
import {
  memo,
  useState,
  type CSSProperties,
  type DragEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref
} from 'react';

import { detailOf, keysOf, labelOf, spoken, targetOf, tipOf, type Words } from './format';
import { CHEVRON, pathOfIcon } from './icons';
import type { CatalogNode } from './nodes';
import type { FailureRow, NodeRow, Note, Row } from './rows';

/** A button that a line shows under the pointer. */
export interface RowButton {
  command: string;
  label: string;
  icon: LabIcon;
  enabled: boolean;
}

/** What can be done with the lines. */
export interface RowActs {
  buttonsOf(node: CatalogNode): readonly RowButton[];
  /** Runs a command for a node. */
  run(command: string, node: CatalogNode): void;
  /** Does what Enter does. */
  use(node: CatalogNode): void;
  toggle(node: CatalogNode): void;
  activate(row: Row): void;
  retry(row: FailureRow): void;
  /** The text that is dragged into a cell; null where there is none. */
  dragged(node: CatalogNode): string | null;
}

/** What a line needs. */
export interface RowProps {
  row: Row;
  id: string;
  index: number;
  active: boolean;
  /** Pixels from the top of the tree. */
  start: number;
  trans: Words;
  acts: RowActs;
  measure: Ref<HTMLDivElement>;
}

/** A line: a node, one that is not there yet, a failure or a note. */
export const TreeRow = memo(function TreeRow(props: RowProps): ReactElement {
  const { row, trans, acts } = props;
  switch (row.type) {
    case 'node':
      return <NodeLine {...props} row={row} />;
    case 'pending':
      return (
        <Line {...props} label={trans.__('Reading…')}>
          <span className="iops-Catalog-pending" />
        </Line>
      );
    case 'note':
      return (
        <Line {...props} label={noteText(row.note, trans)}>
          <span className="iops-Catalog-note">{noteText(row.note, trans)}</span>
        </Line>
      );
    case 'failure':
      return (
        <Line {...props} label={`${row.failure.message} ${row.failure.hint ?? ''}`}>
          <span className="iops-Catalog-failure" role="alert">
            <span>{row.failure.message}</span>
            {row.failure.hint && <span className="iops-Catalog-hint">{row.failure.hint}</span>}
          </span>
          <button className="iops-Catalog-retry" tabIndex={-1} onClick={() => acts.retry(row)}>
            {trans.__('Try again')}
          </button>
        </Line>
      );
  }
});

function NodeLine(props: RowProps & { row: NodeRow }): ReactElement {
  const { row, trans, acts } = props;
  const { node } = row;
  const [hovered, setHovered] = useState(false);
  const onDragStart = (event: DragEvent): void => {
    const text = acts.dragged(node);
    if (text !== null) {
      event.dataTransfer.setData('text/plain', text);
      event.dataTransfer.effectAllowed = 'copy';
    }
  };
  return (
    <Line
      {...props}
      label={spoken(node, trans)}
      tip={tipOf(node, trans)}
      onClick={() => acts.toggle(node)}
      onDoubleClick={row.expanded === null ? () => acts.use(node) : undefined}
      onDragStart={acts.dragged(node) === null ? undefined : onDragStart}
      onHover={setHovered}
    >
      <Chevron expanded={row.expanded} busy={row.busy} />
      <Drawn path={pathOfIcon(node)} className="iops-Catalog-icon" />
      <span className="iops-Catalog-label">{labelOf(node, trans)}</span>
      <span className="iops-Catalog-detail">{detailOf(node, trans)}</span>
      {node.kind === 'connection' && node.open && (
        <span className="iops-Catalog-badge">{trans.__('open')}</span>
      )}
      {node.kind === 'column' && <Keys {...props} node={node} />}
      <Comment node={node} />
      {(hovered || props.active) && <Buttons node={node} acts={acts} />}
    </Line>
  );
}

function Chevron({ expanded, busy }: { expanded: boolean | null; busy: boolean }): ReactElement {
  if (busy) {
    return <span className="iops-Catalog-chevron iops-Catalog-busy" />;
  }
  return (
    <span className="iops-Catalog-chevron">
      {expanded !== null && <Drawn path={expanded ? CHEVRON.open : CHEVRON.closed} />}
    </span>
  );
}

/** An icon as React draws it: many of JupyterLab's own would be too slow while the tree is scrolled. */
function Drawn({ path, className = '' }: { path: string; className?: string }): ReactElement {
  return (
    <svg className={className} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        className="iops-stroke"
        fill="none"
        strokeWidth="1.2"
        strokeLinejoin="round"
        strokeLinecap="round"
        d={path}
      />
    </svg>
  );
}

function Keys({ node, trans }: { node: CatalogNode & { kind: 'column' }; trans: Words }): ReactElement {
  const { column } = node;
  const target = targetOf(column);
  return (
    <>
      {column.in_primary_key && (
        <span className="iops-Catalog-badge" title={trans.__('primary key')}>
          {trans.__('PK')}
        </span>
      )}
      {target && (
        <span className="iops-Catalog-badge iops-mod-target" title={keysOf(column, trans).join('\n')}>
          → {target}
        </span>
      )}
    </>
  );
}

function Comment({ node }: { node: CatalogNode }): ReactElement | null {
  const comment =
    node.kind === 'table' ? node.table.comment : node.kind === 'column' ? node.column.comment : null;
  return comment ? <span className="iops-Catalog-comment">{comment}</span> : null;
}

function Buttons({ node, acts }: Pick<RowProps, 'acts'> & { node: CatalogNode }): ReactElement | null {
  const buttons = acts.buttonsOf(node);
  return buttons.length === 0 ? null : (
    <span className="iops-Catalog-buttons">
      {buttons.map(({ command, label, icon: Icon, enabled }) => (
        <button
          key={command}
          className="iops-Catalog-button"
          tabIndex={-1}
          title={label}
          aria-label={label}
          disabled={!enabled}
          onClick={event => {
            event.stopPropagation();
            acts.run(command, node);
          }}
        >
          <Icon.react tag="span" />
        </button>
      ))}
    </span>
  );
}

interface LineProps extends RowProps {
  label: string;
  tip?: string;
  children: ReactNode;
  onClick?: () => void;
  onDoubleClick?: (() => void) | undefined;
  onDragStart?: ((event: DragEvent) => void) | undefined;
  onHover?: (over: boolean) => void;
}

function Line({ row, id, index, active, start, acts, measure, ...own }: LineProps): ReactElement {
  const onClick = (event: MouseEvent): void => {
    acts.activate(row);
    if (event.detail < 2) {
      own.onClick?.();
    }
  };
  return (
    <div
      role="treeitem"
      id={id}
      ref={measure}
      data-index={index}
      data-kind={row.type === 'node' ? row.node.kind : row.type}
      className={active ? 'iops-Catalog-row iops-mod-active' : 'iops-Catalog-row'}
      style={{ transform: `translateY(${start}px)`, '--iops-level': row.level } as CSSProperties}
      title={own.tip}
      aria-label={own.label}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={active}
      aria-expanded={row.type === 'node' && row.expanded !== null ? row.expanded : undefined}
      aria-busy={row.type === 'node' && row.busy ? true : undefined}
      draggable={own.onDragStart !== undefined}
      onClick={onClick}
      onContextMenu={() => acts.activate(row)}
      onDoubleClick={own.onDoubleClick}
      onDragStart={own.onDragStart}
      onMouseEnter={() => own.onHover?.(true)}
      onMouseLeave={() => own.onHover?.(false)}
    >
      {own.children}
    </div>
  );
}

function noteText(note: Note, trans: Words): string {
  switch (note) {
    case 'empty':
      return trans.__('Nothing here');
    case 'nothing-found':
      return trans.__('No table has this in its name.');
    case 'unread':
      return trans.__('Connections that were not opened here are not searched.');
    case 'unloaded':
      return trans.__('Run %load_ext iopsdata_jupyter to see them.');
  }
}
