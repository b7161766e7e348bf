/** The tree of the catalog: only the lines in view are drawn. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactElement,
  type RefObject
} from 'react';

import { Keys, type Move } from './keyboard';
import type { CatalogModel } from './model';
import { TreeRow, type RowActs } from './row';
import type { Row } from './rows';

/** Pixels of a line; also in the style sheet. */
const HEIGHT = 24;

/** Lines that are drawn beyond both ends, so that a quick scroll does not show gaps. */
const BEYOND = 8;

/** What the tree's own parts need of the rest. */
export interface Acts extends Omit<RowActs, 'toggle' | 'activate' | 'retry' | 'use'> {
  /** Writes the node's name into a cell. */
  insert(row: Row): void;
  /** Reads the saved connections again. */
  readConnections(): void;
}

/** What the tree is drawn from. */
export interface TreeProps {
  model: CatalogModel;
  trans: TranslationBundle;
  acts: Acts;
  host: RefObject<HTMLDivElement>;
}

/** The lines that are seen, as an ARIA tree; the focus stays on the tree, which names the chosen line. */
export function Tree({ model, trans, acts, host }: TreeProps): ReactElement {
  const { rows } = model;
  const activeAt = model.indexOf(model.active);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => HEIGHT,
    overscan: BEYOND,
    useFlushSync: false,
    getItemKey: index => rows[index]?.key ?? index,
    // The chosen line is drawn wherever it is: the tree names it as its active descendant.
    rangeExtractor: useCallback((range: Range) => withActive(range, activeAt), [activeAt])
  });
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => model.need(startIndex, endIndex), [model, rows, startIndex, endIndex]);
  const rowActs = useRowActs(model, acts, host);
  const onKeyDown = useKeys(model, rowActs, acts, index => virtual.scrollToIndex(index, { align: 'auto' }));
  return (
    <div
      ref={host}
      role="tree"
      tabIndex={0}
      className="iops-Catalog-tree"
      aria-label={trans.__('Catalog')}
      aria-activedescendant={activeAt < 0 ? undefined : rowId(activeAt)}
      hidden={rows.length === 0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className="iops-Catalog-sizer" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <TreeRow
                key={row.key}
                row={row}
                id={rowId(index)}
                index={index}
                active={index === activeAt}
                start={start}
                trans={trans}
                acts={rowActs}
                measure={row.type === 'failure' || row.type === 'note' ? virtual.measureElement : null}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function useRowActs(model: CatalogModel, acts: Acts, host: RefObject<HTMLDivElement>): RowActs {
  // The same for each drawing: a line that did not change is not drawn again.
  return useMemo(
    () => ({
      ...acts,
      activate: row => {
        model.activate(row.key);
        host.current?.focus({ preventScroll: true });
      },
      toggle: node => model.toggle(node),
      retry: row => model.retry(row.list),
      use: node => model.rows.filter(row => row.key === node.key).forEach(row => acts.insert(row))
    }),
    [model, acts, host]
  );
}

function useKeys(
  model: CatalogModel,
  rowActs: RowActs,
  acts: Acts,
  scrollTo: (index: number) => void
): (event: KeyboardEvent) => void {
  const keys = useRef(new Keys());
  return event => {
    const move = keys.current.move(event, model.rows, model.indexOf(model.active));
    if (move === null) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if ('to' in move) {
      model.activate(model.rows[move.to]?.key ?? null);
      scrollTo(move.to);
    } else {
      perform(move, model, rowActs, acts);
    }
  };
}

function perform(
  move: Exclude<Move, { to: number }>,
  model: CatalogModel,
  rowActs: RowActs,
  acts: Acts
): void {
  if ('open' in move) {
    model.setOpen(move.open.node, true);
  } else if ('close' in move) {
    model.setOpen(move.close.node, false);
  } else if ('toggle' in move) {
    model.toggle(move.toggle.node);
  } else if ('menu' in move) {
    showMenu(model.indexOf(move.menu.key));
  } else if (move.use.type === 'failure') {
    rowActs.retry(move.use);
  } else {
    acts.insert(move.use);
  }
}

/** Lets JupyterLab show its menu at the line, as a right click would. */
function showMenu(index: number): void {
  const line = document.getElementById(rowId(index));
  const box = line?.getBoundingClientRect();
  const place = { clientX: (box?.left ?? 0) + 40, clientY: box?.bottom ?? 0 };
  line?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...place }));
}

function withActive(range: Range, active: number): number[] {
  const drawn = defaultRangeExtractor(range);
  const beyond = active >= 0 && active < range.count && !drawn.includes(active);
  return beyond ? [...drawn, active].sort((a, b) => a - b) : drawn;
}

function rowId(index: number): string {
  return `iopsdata-catalog-row-${index}`;
}
