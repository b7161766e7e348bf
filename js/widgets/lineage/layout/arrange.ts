/**
 * Where cards stand and lines bend. Our own layered layout, because dagre 3.1 takes 3.4 to 6.0 s for the 500
 * tables of `tests/benchmarks/lineage_widget.py` (2026-11-23, node 20, two cores) and the first picture has 1 s.
 * The order of cards does not depend on their heights, so opening a card keeps the picture in shape.
 */
import { newItem, pairKey, type Component, type Item, type Pair } from './model';
import { orderComponent } from './order';
import { placeComponent } from './place';

/** Width of every card. */
export const CARD_WIDTH = 224;
/** Free space between two ranks, where lines run. */
export const RANK_GAP = 96;
/** Free space between unconnected parts. */
const PART_GAP = 40;
/** Width to height that unconnected parts are packed to. */
const ASPECT = 1.8;

/** A rectangle in the drawing. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A finished layout. */
export interface Layout {
  cards: ReadonlyMap<string, Box>;
  /** Points that a line passes in the ranks between its ends, left edge of each rank, by `pairKey`. */
  bends: ReadonlyMap<string, readonly { x: number; y: number }[]>;
  size: { width: number; height: number };
}

/** Ranks and order of all cards: the part of the layout that does not depend on heights. */
export function structureOf(ids: readonly string[], pairs: readonly Pair[]): Component[] {
  const inner = unique(pairs).filter(pair => pair.source !== pair.target);
  return connected(ids, inner).map(part => orderComponent(part.ids, part.pairs));
}

/** Positions for cards of the given heights. */
export function arrange(structure: readonly Component[], heightOf: (id: string) => number): Layout {
  const parts = structure.map(component => {
    for (const item of component.layers.flat()) {
      item.height = item.id === null ? 0 : heightOf(item.id);
    }
    const height = placeComponent(component);
    const ranks = component.layers.length;
    return { component, height, width: ranks * (CARD_WIDTH + RANK_GAP) - RANK_GAP };
  });
  const cards = new Map<string, Box>();
  const bends = new Map<string, { x: number; y: number }[]>();
  const size = { width: 0, height: 0 };
  for (const { part, x, y } of shelves(parts)) {
    const left = (item: Item): number => x + item.rank * (CARD_WIDTH + RANK_GAP);
    for (const item of part.component.layers.flat()) {
      if (item.id !== null) {
        cards.set(item.id, { x: left(item), y: y + item.top, width: CARD_WIDTH, height: item.height });
      }
    }
    for (const [key, items] of part.component.bends) {
      bends.set(
        key,
        items.map(item => ({ x: left(item), y: y + item.top }))
      );
    }
    size.width = Math.max(size.width, x + part.width);
    size.height = Math.max(size.height, y + part.height);
  }
  return { cards, bends, size };
}

interface Part {
  component: Component;
  width: number;
  height: number;
}

/** Parts side by side in rows, the highest first. */
function shelves(parts: readonly Part[]): { part: Part; x: number; y: number }[] {
  const area = parts.reduce((sum, part) => sum + (part.width + PART_GAP) * (part.height + PART_GAP), 0);
  const most = Math.max(Math.sqrt(area * ASPECT), ...parts.map(part => part.width));
  let [x, y, rowHeight] = [0, 0, 0];
  return [...parts]
    .sort((a, b) => b.component.layers.length - a.component.layers.length || b.height - a.height)
    .map(part => {
      if (x > 0 && x + part.width > most) {
        y += rowHeight + PART_GAP;
        [x, rowHeight] = [0, 0];
      }
      const place = { part, x, y };
      x += part.width + PART_GAP;
      rowHeight = Math.max(rowHeight, part.height);
      return place;
    });
}

function unique(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.map(pair => [pairKey(pair), pair])).values()];
}

function connected(ids: readonly string[], pairs: readonly Pair[]): { ids: string[]; pairs: Pair[] }[] {
  const items = new Map(ids.map(id => [id, newItem(id)]));
  for (const pair of pairs) {
    const [source, target] = [items.get(pair.source), items.get(pair.target)];
    if (source && target) {
      source.right.push(target);
      target.left.push(source);
    }
  }
  const part = new Map<string, number>();
  let count = 0;
  for (const start of items.values()) {
    const stack = [start];
    const isNew = start.id !== null && !part.has(start.id);
    for (let item = stack.pop(); item; item = stack.pop()) {
      if (item.id !== null && !part.has(item.id)) {
        part.set(item.id, count);
        stack.push(...item.left, ...item.right);
      }
    }
    count += isNew ? 1 : 0;
  }
  const parts = Array.from({ length: count }, () => ({ ids: [] as string[], pairs: [] as Pair[] }));
  ids.forEach(id => parts[part.get(id) ?? 0]?.ids.push(id));
  pairs.forEach(pair => parts[part.get(pair.source) ?? 0]?.pairs.push(pair));
  return parts;
}
