import { describe, expect, test } from 'vitest';

import { large } from '../testing/payloads';
import { arrange, structureOf, type Layout } from './arrange';
import { pairKey, type Pair } from './model';

const HEIGHT = 42;

function laidOut(pairs: string[], heights: Record<string, number> = {}): Layout {
  const list = pairs.map((text): Pair => {
    const [source = '', target = ''] = text.split('>');
    return { source, target };
  });
  const ids = [...new Set(list.flatMap(({ source, target }) => [source, target]))].filter(Boolean);
  return arrange(structureOf(ids, list), id => heights[id] ?? HEIGHT);
}

function x(layout: Layout, id: string): number {
  return layout.cards.get(id)?.x ?? NaN;
}

function y(layout: Layout, id: string): number {
  return layout.cards.get(id)?.y ?? NaN;
}

function overlapping(layout: Layout): string[] {
  const cards = [...layout.cards];
  return cards.flatMap(([a, one], place) =>
    cards
      .slice(place + 1)
      .filter(
        ([, other]) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height
      )
      .map(([b]) => `${a}/${b}`)
  );
}

describe('ranks', () => {
  test('a card stands right of all that it reads', () => {
    const layout = laidOut(['a>b', 'b>c', 'a>c']);
    expect([x(layout, 'a') < x(layout, 'b'), x(layout, 'b') < x(layout, 'c')]).toEqual([true, true]);
  });

  test('what nothing feeds stands just before its first reader', () => {
    const layout = laidOut(['a>b', 'b>c', 'c>d', 'late>d']);
    expect(x(layout, 'late')).toBe(x(layout, 'c'));
  });

  test('circles and loops are laid out', () => {
    const layout = laidOut(['a>b', 'b>a', 'b>b', 'b>c']);
    expect(layout.cards.size).toBe(3);
    expect(x(layout, 'a') < x(layout, 'b')).toBe(true);
  });
});

describe('places', () => {
  test('a chain is one straight line', () => {
    const layout = laidOut(['a>b', 'b>c', 'c>d']);
    expect(new Set(['a', 'b', 'c', 'd'].map(id => y(layout, id))).size).toBe(1);
  });

  test('a long line bends in each rank that it passes, and does not run through cards', () => {
    const layout = laidOut(['a>b', 'b>c', 'c>d', 'a>d']);
    const bends = layout.bends.get(pairKey({ source: 'a', target: 'd' })) ?? [];
    expect(bends.map(bend => bend.x)).toEqual([x(layout, 'b'), x(layout, 'c')]);
    for (const bend of bends) {
      const hit = [...layout.cards.values()].some(
        card => card.x === bend.x && bend.y > card.y && bend.y < card.y + card.height
      );
      expect(hit).toBe(false);
    }
  });

  test('lines that need not cross do not', () => {
    const structure = structureOf(
      ['a', 'b', 'c', 'x', 'y', 'z'],
      [
        { source: 'a', target: 'z' },
        { source: 'b', target: 'y' },
        { source: 'c', target: 'x' },
        { source: 'a', target: 'y' },
        { source: 'b', target: 'x' }
      ]
    );
    expect(structure.map(part => part.crossings)).toEqual([0]);
  });

  test('a card that opens keeps the order of the others', () => {
    const pairs = ['a>x', 'b>x', 'c>x', 'b>y'];
    const order = (layout: Layout): string[] => ['a', 'b', 'c'].sort((p, q) => y(layout, p) - y(layout, q));
    expect(order(laidOut(pairs, { b: 400 }))).toEqual(order(laidOut(pairs)));
  });

  test('unconnected parts stand apart', () => {
    const layout = laidOut(['a>b', 'c>d', 'e>f']);
    expect(overlapping(layout)).toEqual([]);
  });

  test('nothing at all is an empty drawing', () => expect(laidOut([]).size).toEqual({ width: 0, height: 0 }));

  test('500 tables of any height do not overlap', () => {
    const graph = large(500, 10);
    const heights = new Map(graph.nodes.map((node, place) => [node.id, place % 3 === 0 ? 260 : HEIGHT]));
    const layout = arrange(
      structureOf(
        graph.nodes.map(node => node.id),
        graph.edges
      ),
      id => heights.get(id) ?? HEIGHT
    );
    expect(layout.cards.size).toBe(500);
    expect(overlapping(layout)).toEqual([]);
  });

  test('a chain of 3,000 does not overflow the stack', () => {
    const layout = laidOut(Array.from({ length: 3000 }, (_, place) => `n${place}>n${place + 1}`));
    expect(layout.cards.size).toBe(3001);
  });
});
