/** The list of connections: a grid of one row each, of which only those in sight are in the page. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';

import { ConnectionRow } from './row';
import type { Row } from './rows';

/** Pixels; `.iops-ConnectionRow` has the same. */
const ROW_HEIGHT = 46;
/** Rows that a press of Page Up or Page Down goes. */
const PAGE = 10;

/** What a person can do with a row. */
export interface RowActions {
  choose(name: string): void;
  /** Opens it in the kernel, or makes it the current one. */
  open(name: string): void;
  edit(name: string): void;
  remove(name: string): void;
  /** Shows the other actions at a place of the page. */
  menu(name: string, x: number, y: number): void;
}

interface ListProps {
  rows: readonly Row[];
  /** Name of the row that the keyboard works on. */
  chosen: string;
  actions: RowActions;
  trans: TranslationBundle;
}

/** The rows, of which the chosen one has the keyboard. */
export function ConnectionList({ rows, chosen, actions, trans }: ListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const at = rows.findIndex(({ name }) => name === chosen);
  const list = useRows(scroller, rows, at);
  const refocus = useFollowingFocus(scroller, chosen, () => list.scrollToIndex(at));
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, at, rows.length - 1);
    const row = rows[at];
    if (target !== null) {
      event.preventDefault();
      refocus();
      actions.choose(rows[target]?.name ?? '');
    } else if (row && event.target instanceof HTMLElement && event.target.role === 'row') {
      act(event, row, actions);
    }
  };
  return (
    <div ref={scroller} className="iops-Connections-list">
      <div
        role="grid"
        aria-label={trans.__('Connections')}
        aria-rowcount={rows.length}
        style={{ height: list.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <ConnectionRow
                key={row.name}
                {...{ row, index, actions, trans }}
                top={start}
                isChosen={index === at}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function useRows(
  scroller: React.RefObject<HTMLDivElement>,
  rows: readonly Row[],
  at: number
): ReturnType<typeof useVirtualizer<HTMLDivElement, HTMLDivElement>> {
  // The chosen row stays in the page when it is scrolled away: it has the keyboard.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return at < 0 || shown.includes(at) ? shown : [...shown, at].sort((a, b) => a - b);
    },
    [at]
  );
  return useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: index => rows[index]?.name ?? index,
    estimateSize: () => ROW_HEIGHT,
    rangeExtractor,
    overscan: 6
  });
}

/** A function after whose call the row that is chosen next gets the focus. */
function useFollowingFocus(
  scroller: React.RefObject<HTMLDivElement>,
  chosen: string,
  scroll: () => void
): () => void {
  const wanted = useRef(false);
  useEffect(() => {
    if (wanted.current) {
      wanted.current = false;
      scroll();
      scroller.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
    }
  }, [chosen]);
  return () => (wanted.current = true);
}

function targetOf(key: string, at: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'PageDown':
      return Math.min(at + PAGE, last);
    case 'PageUp':
      return Math.max(at - PAGE, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function act(event: KeyboardEvent, { name, saved }: Row, actions: RowActions): void {
  if (event.key === 'Enter') {
    event.preventDefault();
    actions.open(name);
  } else if (event.key === 'F2' && saved) {
    actions.edit(name);
  } else if (event.key === 'Delete' && saved) {
    actions.remove(name);
  }
}
