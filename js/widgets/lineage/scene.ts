/** What of a graph is drawn: without hidden nodes, and with folded ones replaced by edges through them. */
import { push, type Direction, type Graph } from './graph';
import type { LineageNode } from './payload';

/** An edge as drawn. */
export interface SceneEdge {
  source: string;
  sourceColumn: string | null;
  target: string;
  targetColumn: string | null;
  direct: boolean;
  /** Places of the graph's edges that it stands for, in order. */
  via: readonly number[];
}

/** The part of a graph that is drawn. */
export interface Scene {
  nodes: readonly LineageNode[];
  edges: readonly SceneEdge[];
  /** How many neighbours of a node are not drawn, by node. */
  hidden: ReadonlyMap<string, Readonly<Record<Direction, number>>>;
}

/** The scene of the nodes in `shown` (null: all), with those in `folded` drawn as edges only. */
export function sceneOf(graph: Graph, shown: ReadonlySet<string> | null, folded: ReadonlySet<string>): Scene {
  const kept = [...graph.nodes.values()].filter(
    node => !folded.has(node.id) && (shown === null || shown.has(node.id))
  );
  const ids = new Set(kept.map(node => node.id));
  const all = fold(graph, folded);
  return {
    nodes: kept,
    edges: all.filter(edge => ids.has(edge.source) && ids.has(edge.target)),
    hidden: shown === null ? new Map() : hiddenCounts(all, ids)
  };
}

function hiddenCounts(edges: readonly SceneEdge[], ids: ReadonlySet<string>): Scene['hidden'] {
  const upstream = new Map<string, Set<string>>();
  const downstream = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    if (ids.has(target) && !ids.has(source)) {
      upstream.set(target, (upstream.get(target) ?? new Set()).add(source));
    }
    if (ids.has(source) && !ids.has(target)) {
      downstream.set(source, (downstream.get(source) ?? new Set()).add(target));
    }
  }
  return new Map(
    [...ids].map(id => [
      id,
      { upstream: upstream.get(id)?.size ?? 0, downstream: downstream.get(id)?.size ?? 0 }
    ])
  );
}

/** The neighbours of `node` in the folded graph, one step in a direction. */
export function stepFrom(
  graph: Graph,
  folded: ReadonlySet<string>,
  node: string,
  direction: Direction
): Set<string> {
  const found = new Set<string>();
  const seen = new Set([node]);
  const queue = [node];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const next of graph.neighbours(id, direction)) {
      if (folded.has(next) && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      } else if (!folded.has(next) && next !== node) {
        found.add(next);
      }
    }
  }
  return found;
}

/** The graph's edges, those through folded nodes joined to one. */
function fold(graph: Graph, folded: ReadonlySet<string>): SceneEdge[] {
  let edges = graph.edges.map((edge, place): SceneEdge => ({
    source: edge.source,
    sourceColumn: edge.source_column,
    target: edge.target,
    targetColumn: edge.target_column,
    direct: edge.kind === 'DIRECT',
    via: [place]
  }));
  for (const id of folded) {
    edges = without(edges, id);
  }
  return edges;
}

/** The edges with those through `id` joined; of joined edges with the same ends, one is kept. */
function without(edges: readonly SceneEdge[], id: string): SceneEdge[] {
  const kept = edges.filter(edge => edge.source !== id && edge.target !== id);
  const leaving = new Map<string | null, SceneEdge[]>();
  for (const edge of edges) {
    if (edge.source === id && edge.target !== id) {
      push(leaving, edge.sourceColumn, edge);
    }
  }
  const joined = new Map<string, SceneEdge>();
  kept.filter(edge => edge.via.length > 1).forEach(edge => remember(joined, edge));
  for (const first of edges) {
    if (first.target === id && first.source !== id) {
      for (const second of continuations(leaving, first.targetColumn)) {
        remember(joined, join(first, second));
      }
    }
  }
  return [...kept.filter(edge => edge.via.length === 1), ...joined.values()];
}

/** Edges that go on from a column; from a node as a whole, all of them. */
function continuations(leaving: ReadonlyMap<string | null, SceneEdge[]>, column: string | null): SceneEdge[] {
  return column === null
    ? [...leaving.values()].flat()
    : [...(leaving.get(column) ?? []), ...(leaving.get(null) ?? [])];
}

function join(first: SceneEdge, second: SceneEdge): SceneEdge {
  return {
    source: first.source,
    sourceColumn: first.sourceColumn,
    target: second.target,
    targetColumn: second.targetColumn,
    direct: first.direct && second.direct,
    via: [...first.via, ...second.via]
  };
}

function remember(joined: Map<string, SceneEdge>, edge: SceneEdge): void {
  const key = JSON.stringify([edge.source, edge.sourceColumn, edge.target, edge.targetColumn, edge.direct]);
  if (!joined.has(key)) {
    joined.set(key, edge);
  }
}
