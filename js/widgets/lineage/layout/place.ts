/** Heights on the page: each card as near to its neighbours as the order and the gaps allow. */
import type { Component, Item } from './model';

/** Free space between two cards of a rank. */
const GAP = 22;
/** Free space beside a bend. */
const BEND_GAP = 14;
/** Where lines leave a card, below its top: the middle of the header. */
export const ANCHOR = 21;
const SWEEPS = 10;

/** Sets `top` of all items of a component, the highest at 0; its height. */
export function placeComponent({ layers }: Component): number {
  layers.forEach(stack);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (const layer of rightwards ? layers : [...layers].reverse()) {
      settle(layer, item => wanted(item, rightwards ? item.left : item.right));
    }
  }
  layers.forEach(layer => settle(layer, item => wanted(item, [...item.left, ...item.right])));
  const items = layers.flat();
  const top = Math.min(...items.map(item => item.top));
  items.forEach(item => (item.top -= top));
  return Math.max(...items.map(item => item.top + item.height));
}

function stack(layer: readonly Item[]): void {
  let top = 0;
  let above: Item | null = null;
  for (const item of layer) {
    top += above ? above.height + gap(above, item) : 0;
    item.top = top;
    above = item;
  }
}

function gap(above: Item, below: Item): number {
  return above.id === null || below.id === null ? BEND_GAP : GAP;
}

/** Where the item's anchor stands level with those of its neighbours; straight long lines count most. */
function wanted(item: Item, neighbours: readonly Item[]): number {
  let sum = 0;
  let weights = 0;
  for (const other of neighbours) {
    const weight = item.id === null && other.id === null ? 8 : item.id === null || other.id === null ? 2 : 1;
    sum += weight * (other.top + anchor(other));
    weights += weight;
  }
  return weights === 0 ? item.top : sum / weights - anchor(item);
}

function anchor(item: Item): number {
  return item.id === null ? 0 : ANCHOR;
}

interface Block {
  items: { item: Item; offset: number }[];
  sum: number;
}

/**
 * Least squares under order and gaps: neighbours that want to overlap move as one block to their mean
 * (pool adjacent violators, the solution of isotonic regression).
 */
function settle(layer: readonly Item[], wish: (item: Item) => number): void {
  const blocks: Block[] = [];
  let offset = 0;
  let above: Item | null = null;
  for (const item of layer) {
    offset += above ? above.height + gap(above, item) : 0;
    above = item;
    let block: Block = { items: [{ item, offset }], sum: wish(item) - offset };
    for (let last = blocks.at(-1); last && mean(last) > mean(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { items: last.items.concat(block.items), sum: last.sum + block.sum };
    }
    blocks.push(block);
  }
  for (const block of blocks) {
    block.items.forEach(one => (one.item.top = mean(block) + one.offset));
  }
}

function mean(block: Block): number {
  return block.sum / block.items.length;
}
