/** What the kernel sends of a lineage graph; `iopsdata_jupyter/lineage/payload.py` writes it. */
import { isListOf, isRecord, isText } from '../shared/checks';

/** What a node can be; `unknown` holds the columns whose table cannot be told. */
export const KINDS = [
  'table',
  'view',
  'file',
  'dataframe',
  'cell',
  'query',
  'cte',
  'metric',
  'verified_query',
  'unknown'
] as const;

/** One of `KINDS`. */
export type NodeKind = (typeof KINDS)[number];

/** Something that holds or makes columns. */
export interface LineageNode {
  id: string;
  kind: NodeKind;
  name: string;
  columns: string[];
  /** Id of the notebook cell that made it; null outside a notebook. */
  cell: string | null;
  /** Path of the notebook of that cell; empty for the one that the graph is shown in. */
  notebook: string;
  /** Number of that cell; 0 where it is not known. */
  place: number;
  /** Name of the connection that a table is on; empty where it is not known. */
  connection: string;
  /** Whether its inputs changed after it was made. */
  stale: boolean;
  /** The statement or source text that made it; empty where there is none. */
  sql: string;
}

/** One column shapes another; without columns, one node another in a way that cannot be told closer. */
export interface LineageEdge {
  source: string;
  source_column: string | null;
  target: string;
  target_column: string | null;
  kind: 'DIRECT' | 'INDIRECT';
  /** OpenLineage's subtype, such as `IDENTITY` or `JOIN`; empty where it is not known. */
  subtype: string;
  /** The text that makes the target column. */
  expression: string;
  /** From 0 to 1. */
  confidence: number;
  /** Why the confidence is below 1. */
  reason: string;
}

/** A column of a node, or the node itself. */
export interface Spot {
  node: string;
  column: string | null;
}

/** A lineage graph, ready to be shown. */
export interface LineagePayload {
  version: 1;
  nodes: LineageNode[];
  edges: LineageEdge[];
  /** What is lit at first. */
  focus: Spot | null;
  /** What the reader should know, such as statements that could not be read. */
  notes: string[];
}

/** Whether `value`, read from a notebook or a kernel, is a graph that can be shown. */
export function isLineagePayload(value: unknown): value is LineagePayload {
  if (!isRecord(value) || value['version'] !== 1 || !isListOf(value['nodes'], isNode)) {
    return false;
  }
  const ids = new Set((value['nodes'] as LineageNode[]).map(node => node.id));
  const isOurs = (edge: unknown): boolean => isEdge(edge) && ids.has(edge.source) && ids.has(edge.target);
  return (
    isListOf(value['edges'], isOurs) &&
    isListOf(value['notes'], isText) &&
    (value['focus'] === null || isSpot(value['focus'], ids))
  );
}

function isNode(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['id', 'name', 'sql', 'notebook', 'connection'].every(name => isText(value[name])) &&
    (KINDS as readonly unknown[]).includes(value['kind']) &&
    isListOf(value['columns'], isText) &&
    isTextOrNull(value['cell']) &&
    typeof value['place'] === 'number' &&
    typeof value['stale'] === 'boolean'
  );
}

function isEdge(value: unknown): value is LineageEdge {
  return (
    isRecord(value) &&
    ['source', 'target', 'subtype', 'expression', 'reason'].every(name => isText(value[name])) &&
    isTextOrNull(value['source_column']) &&
    isTextOrNull(value['target_column']) &&
    (value['kind'] === 'DIRECT' || value['kind'] === 'INDIRECT') &&
    typeof value['confidence'] === 'number'
  );
}

function isSpot(value: unknown, ids: ReadonlySet<string>): boolean {
  return (
    isRecord(value) &&
    isText(value['node']) &&
    ids.has(value['node'] as string) &&
    isTextOrNull(value['column'])
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}
