/** A long list of which only what is in view is in the page. */
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode
} from 'react';

/** How a list is shown. */
export interface VirtualListProps<T> {
  items: readonly T[];
  label: string;
  /** What tells an item apart from the others. */
  keyOf: (item: T) => string;
  /** Pixels of an item before it has been measured. */
  estimate: number;
  render: (item: T) => ReactNode;
  /** Told when the end comes near. */
  onNearEnd?: () => void;
}

/** Items near the end at which more are asked for. */
const NEAR = 20;
const OVERSCAN = 8;

/** Items of any height; arrow keys, Home and End move between their first buttons. */
export function VirtualList<T>(props: VirtualListProps<T>): ReactElement {
  const { items, keyOf, estimate, render, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // Drawn wherever it is: keys go to it, and would go nowhere if it left the page.
  const [held, setHeld] = useState(-1);
  const wanted = useRef<number | null>(null);
  const follow = (): void => {
    if (wanted.current !== null && focusItem(scroller.current, wanted.current)) {
      wanted.current = null;
    }
  };
  // The item may have to be drawn first, however long that takes.
  useLayoutEffect(follow);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: index => keyOf(items[index] as T),
    rangeExtractor: useCallback((range: Range) => withItem(range, held), [held]),
    overscan: OVERSCAN
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - NEAR) {
      onNearEnd?.();
    }
  }, [last, items.length, onNearEnd]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = target(event, items.length);
    if (at !== null) {
      event.preventDefault();
      wanted.current = at;
      setHeld(at);
      virtualizer.scrollToIndex(at);
      follow();
    }
  };
  return (
    <div className="iops-VirtualList" ref={scroller} onKeyDown={onKeyDown}>
      <ul aria-label={props.label} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, key, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            {render(items[index] as T)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The item that a key leads to; null for other keys, and for those that belong to a control in an item. */
function target(event: KeyboardEvent, count: number): number | null {
  const node = event.target as HTMLElement;
  const at = Number(node.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? Number.NaN);
  if (Number.isNaN(at) || !node.matches('[data-item]')) {
    return null;
  }
  const places: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
  const wanted = places[event.key];
  return wanted === undefined ? null : Math.min(Math.max(wanted, 0), count - 1);
}

/** Whether the item is there to have the focus. */
function focusItem(scroller: HTMLElement | null, index: number): boolean {
  const item = scroller?.querySelector<HTMLElement>(`[data-index="${index}"] [data-item]`);
  item?.focus();
  return item != null;
}

function withItem(range: Range, index: number): number[] {
  const drawn = defaultRangeExtractor(range);
  const isBeyond = index >= 0 && index < range.count && !drawn.includes(index);
  return isBeyond ? [...drawn, index].sort((a, b) => a - b) : drawn;
}
