/** The whole path of a column: all that shapes it, and all that it shapes. */
import { far, spotKey, STAR, type Direction, type Graph } from './graph';
import type { LineageEdge, Spot } from './payload';

/** Whether values flow all the way, or only rows, order or conditions do somewhere on it. */
export type Strength = 'direct' | 'indirect';

/** What a selection lights up. */
export interface Path {
  start: Spot;
  /** Columns by node; the key null is the node as a whole. */
  spots: ReadonlyMap<string, ReadonlyMap<string | null, Strength>>;
  /** Edges by their place in the graph. */
  edges: ReadonlyMap<number, Strength>;
  /** Columns (or nodes without columns) found each way, without the start. */
  counts: Readonly<Record<Direction, number>>;
}

interface Reached {
  spot: Spot;
  strength: Strength;
}

/** The path through `start`; a node without a column starts from all of its columns. */
export function trace(graph: Graph, start: Spot): Path {
  const found = new Found();
  const begins = startSpots(graph, start);
  begins.forEach(spot => found.light(spot, 'direct'));
  const counts = {
    upstream: walk(graph, begins, 'upstream', found),
    downstream: walk(graph, begins, 'downstream', found)
  };
  return { start, spots: found.spots, edges: found.edges, counts };
}

function startSpots(graph: Graph, start: Spot): Spot[] {
  const whole: Spot = { node: start.node, column: null };
  return start.column === null
    ? [whole, ...graph.node(start.node).columns.map(column => ({ node: start.node, column }))]
    : [start];
}

function walk(graph: Graph, begins: readonly Spot[], direction: Direction, found: Found): number {
  const reached = new Map<string, Strength>(begins.map(spot => [spotKey(spot), 'direct']));
  const queue: Reached[] = begins.map(spot => ({ spot, strength: 'direct' }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const place of edgesFrom(graph, next.spot, direction)) {
      const edge = graph.edge(place);
      const strength = next.strength === 'direct' ? strengthOf(edge) : 'indirect';
      const spot = arrival(edge, next.spot, direction);
      found.lightEdge(place, strength);
      const before = reached.get(spotKey(spot));
      if (before === undefined || (before === 'indirect' && strength === 'direct')) {
        reached.set(spotKey(spot), strength);
        found.light(spot, strength);
        queue.push({ spot, strength });
      }
    }
  }
  return reached.size - begins.length;
}

/** Edges of the column, of its table's unexpanded star, and of the table where columns are not known. */
function edgesFrom(graph: Graph, spot: Spot, direction: Direction): readonly number[] {
  if (spot.column === null) {
    return graph.edgesOf(spot.node, direction);
  }
  const own = graph.edgesAt(spot, direction);
  const whole = graph.edgesAt({ node: spot.node, column: null }, direction);
  const star = spot.column === STAR ? [] : graph.edgesAt({ node: spot.node, column: STAR }, direction);
  return [...own, ...star, ...whole];
}

/** Through a star a column keeps its name. */
function arrival(edge: LineageEdge, from: Spot, direction: Direction): Spot {
  const there = far(edge, direction);
  const keeps = there.column === STAR && from.column !== null && edge.subtype === 'IDENTITY';
  return keeps ? { node: there.node, column: from.column } : there;
}

/** Values flow from column to column; what touches a node as a whole may as well be its rows. */
function strengthOf(edge: LineageEdge): Strength {
  const isBetweenColumns = edge.source_column !== null && edge.target_column !== null;
  return edge.kind === 'DIRECT' && isBetweenColumns ? 'direct' : 'indirect';
}

/** What was lit so far; the stronger way wins. */
class Found {
  readonly spots = new Map<string, Map<string | null, Strength>>();
  readonly edges = new Map<number, Strength>();

  light(spot: Spot, strength: Strength): void {
    const columns = this.spots.get(spot.node) ?? new Map<string | null, Strength>();
    this.spots.set(spot.node, columns);
    if (columns.get(spot.column) !== 'direct') {
      columns.set(spot.column, strength);
    }
  }

  lightEdge(place: number, strength: Strength): void {
    if (this.edges.get(place) !== 'direct') {
      this.edges.set(place, strength);
    }
  }
}
