/** Where an arrow key leads from a card or a column. */
import type { Spot } from './payload';
import type { Card, Picture } from './picture';

/** The arrow keys. */
export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** Whether a key is one of the arrows. */
export function isArrow(key: string): key is Arrow {
  return ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key);
}

/** The spot after an arrow; null where there is nothing at all. Up and down go over rows, then over cards. */
export function arrowTo(picture: Picture, from: Spot | null, arrow: Arrow): Spot | null {
  const card = from && picture.cards.get(from.node);
  if (!from || !card) {
    const [first] = readingOrder(picture);
    return first ? { node: first.node.id, column: null } : null;
  }
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    return rowTo(picture, card, from.column, arrow === 'ArrowDown') ?? from;
  }
  return along(picture, from, arrow === 'ArrowRight') ?? from;
}

function rowTo(picture: Picture, card: Card, column: string | null, isDown: boolean): Spot | null {
  const rows = rowsOf(card);
  const place = rows.indexOf(column);
  const next = place < 0 ? undefined : rows[place + (isDown ? 1 : -1)];
  if (next !== undefined) {
    return { node: card.node.id, column: next };
  }
  // A lit column of a closed card: up leads to the card itself.
  return !isDown && column !== null ? { node: card.node.id, column: null } : cardTo(picture, card, isDown);
}

function cardTo(picture: Picture, card: Card, isDown: boolean): Spot | null {
  const cards = readingOrder(picture);
  const other = cards[cards.indexOf(card) + (isDown ? 1 : -1)];
  return other ? { node: other.node.id, column: isDown ? null : (rowsOf(other).at(-1) ?? null) } : null;
}

/** The stops of up and down in a card: its header, and the rows of an open one. */
function rowsOf(card: Card): (string | null)[] {
  return [null, ...(card.mode === 'closed' ? [] : card.shape.columns)];
}

/** Along the first line that leaves the column, or the nearest that leaves the card. */
function along(picture: Picture, from: Spot, isRight: boolean): Spot | null {
  const ends = picture.scene.edges.map(edge => {
    const source: Spot = { node: edge.source, column: edge.sourceColumn };
    const target: Spot = { node: edge.target, column: edge.targetColumn };
    return isRight ? { here: source, there: target, edge } : { here: target, there: source, edge };
  });
  const leaving = ends.filter(({ here, there }) => here.node === from.node && there.node !== from.node);
  const own = leaving.filter(({ here }) => here.column === from.column);
  if (from.column !== null && own.length > 0) {
    return (own.find(({ edge }) => edge.direct) ?? own[0])?.there ?? null;
  }
  const height = picture.cards.get(from.node)?.box.y ?? 0;
  const distance = (spot: Spot): number => Math.abs((picture.cards.get(spot.node)?.box.y ?? 0) - height);
  const [nearest] = leaving.map(({ there }) => there).sort((a, b) => distance(a) - distance(b));
  return nearest ? { node: nearest.node, column: null } : null;
}

/** Cards from left to right, and in a rank from the top. */
function readingOrder(picture: Picture): Card[] {
  return [...picture.cards.values()].sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y);
}
