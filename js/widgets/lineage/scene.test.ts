import { describe, expect, test } from 'vitest';

import { Graph } from './graph';
import { sceneOf, stepFrom, type SceneEdge } from './scene';
import { payload } from './testing/payloads';

const CTES = new Graph(
  payload(`
    a.x -> c1.y
    a.f ~> c1.y
    c1.y -> c2.z
    c2.z -> t.w
    c1.y ~> t.w`)
);

function words(edges: readonly SceneEdge[]): string[] {
  return edges
    .map(edge => {
      const arrow = edge.direct ? '->' : '~>';
      return `${edge.source}.${edge.sourceColumn ?? ''} ${arrow} ${edge.target}.${edge.targetColumn ?? ''}`;
    })
    .sort();
}

describe('folding', () => {
  test('folded nodes become edges through them, as strong as their weakest part', () => {
    const scene = sceneOf(CTES, null, new Set(['c1', 'c2']));
    expect(scene.nodes.map(node => node.id)).toEqual(['a', 't']);
    expect(words(scene.edges)).toEqual(['a.f ~> t.w', 'a.x -> t.w', 'a.x ~> t.w']);
  });

  test('a joined edge knows the edges that it stands for', () => {
    const scene = sceneOf(CTES, null, new Set(['c1', 'c2']));
    const direct = scene.edges.find(edge => edge.direct);
    expect(direct?.via.map(place => CTES.edge(place).target)).toEqual(['c1', 'c2', 't']);
  });

  test('edges without columns pass through as well', () => {
    const graph = new Graph(payload('a -> c\nc.x -> t.y'));
    expect(words(sceneOf(graph, null, new Set(['c'])).edges)).toEqual(['a. -> t.y']);
  });

  test('a folded node that reads itself ends', () => {
    const graph = new Graph(payload('a.x -> c.y\nc.y -> c.y\nc.y -> t.z'));
    expect(words(sceneOf(graph, null, new Set(['c'])).edges)).toEqual(['a.x -> t.z']);
  });
});

describe('steps', () => {
  const chain = new Graph(payload('a.x -> b.x\nb.x -> c.x\nc.x -> d.x\nb.x -> e.x'));

  test('hidden neighbours are counted', () => {
    const scene = sceneOf(chain, new Set(['b', 'c']), new Set());
    expect(scene.hidden.get('b')).toEqual({ upstream: 1, downstream: 1 });
    expect(scene.hidden.get('c')).toEqual({ upstream: 0, downstream: 1 });
  });

  test('one step finds the neighbours in one direction', () => {
    expect([...stepFrom(chain, new Set(), 'b', 'downstream')]).toEqual(['c', 'e']);
    expect([...stepFrom(chain, new Set(), 'b', 'upstream')]).toEqual(['a']);
  });

  test('a step goes through folded nodes', () =>
    expect([...stepFrom(chain, new Set(['b', 'c']), 'a', 'downstream')].sort()).toEqual(['d', 'e']));
});
