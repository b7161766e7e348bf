/** The parts that the layout works on: cards and the bends of long lines, in columns called ranks. */

/** A line from one card to another, by their ids. */
export interface Pair {
  source: string;
  target: string;
}

/** A card, or a place where a long line passes a rank. */
export interface Item {
  /** null: a bend. */
  readonly id: string | null;
  rank: number;
  /** Place within its rank, from the top. */
  order: number;
  top: number;
  height: number;
  readonly left: Item[];
  readonly right: Item[];
}

/** Connected cards. */
export interface Component {
  /** By rank, each from the top. */
  layers: Item[][];
  /** Bends of the lines that pass ranks, from left to right, by `pairKey`. */
  bends: Map<string, Item[]>;
  /** How many pairs of lines cross between neighbouring ranks. */
  crossings: number;
}

/** A text that is different for different pairs. */
export function pairKey({ source, target }: Pair): string {
  return `${source}\u0000${target}`;
}

/** A new item without neighbours. */
export function newItem(id: string | null): Item {
  return { id, rank: 0, order: 0, top: 0, height: 0, left: [], right: [] };
}

/** Joins two items of neighbouring ranks, once. */
export function connect(left: Item, right: Item): void {
  if (!left.right.includes(right)) {
    left.right.push(right);
    right.left.push(left);
  }
}
