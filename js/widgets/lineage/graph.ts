/** A payload indexed for walking: which edges leave and enter a node or a column. */
import type { LineageEdge, LineageNode, LineagePayload, Spot } from './payload';

/** The name that stands for all columns of a table whose columns are not known. */
export const STAR = '*';

/** Which way along the edges. */
export type Direction = 'upstream' | 'downstream';

/** An indexed lineage graph. */
export class Graph {
  readonly nodes: ReadonlyMap<string, LineageNode>;
  readonly edges: readonly LineageEdge[];
  private readonly byNode = {
    upstream: new Map<string, number[]>(),
    downstream: new Map<string, number[]>()
  };
  private readonly bySpot = {
    upstream: new Map<string, number[]>(),
    downstream: new Map<string, number[]>()
  };

  constructor(payload: Pick<LineagePayload, 'nodes' | 'edges'>) {
    this.nodes = new Map(payload.nodes.map(node => [node.id, node]));
    this.edges = payload.edges;
    this.edges.forEach((edge, place) => {
      this.note('upstream', { node: edge.target, column: edge.target_column }, place);
      this.note('downstream', { node: edge.source, column: edge.source_column }, place);
    });
  }

  /** The node of an id that the graph holds. */
  node(id: string): LineageNode {
    const node = this.nodes.get(id);
    if (!node) {
      throw new Error(`No node ${id}`);
    }
    return node;
  }

  /** The edge at a place that the graph holds. */
  edge(place: number): LineageEdge {
    const edge = this.edges[place];
    if (!edge) {
      throw new Error(`No edge ${place}`);
    }
    return edge;
  }

  /** Places of the edges that enter (`upstream`) or leave a node, of all its columns. */
  edgesOf(node: string, direction: Direction): readonly number[] {
    return this.byNode[direction].get(node) ?? [];
  }

  /** Places of the edges of exactly this column, or of the node without a column. */
  edgesAt(spot: Spot, direction: Direction): readonly number[] {
    return this.bySpot[direction].get(spotKey(spot)) ?? [];
  }

  /** Ids of the nodes one edge away, without `node` itself. */
  neighbours(node: string, direction: Direction): ReadonlySet<string> {
    const ends = this.edgesOf(node, direction).map(place => far(this.edge(place), direction).node);
    return new Set(ends.filter(id => id !== node));
  }

  private note(direction: Direction, spot: Spot, place: number): void {
    push(this.byNode[direction], spot.node, place);
    push(this.bySpot[direction], spotKey(spot), place);
  }
}

/** The end of an edge that a walk in `direction` comes to. */
export function far(edge: LineageEdge, direction: Direction): Spot {
  return direction === 'upstream'
    ? { node: edge.source, column: edge.source_column }
    : { node: edge.target, column: edge.target_column };
}

/** A text that is different for different spots. */
export function spotKey({ node, column }: Spot): string {
  return column === null ? node : `${node}\u0000${column}`;
}

/** Appends to the list of a key. */
export function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) {
    list.push(value);
  } else {
    lists.set(key, [value]);
  }
}
