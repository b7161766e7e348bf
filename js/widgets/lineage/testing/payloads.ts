/** Graphs for tests: written as `table.column -> table.column` lines. */
import type { LineageEdge, LineageNode, LineagePayload, NodeKind } from '../payload';

/** A payload of lines such as `a.x -> b.y` (values), `a.x ~> b.y` (rows only) and `a -> b` (no columns). */
export function payload(lines: string, kinds: Record<string, NodeKind> = {}): LineagePayload {
  const nodes = new Map<string, LineageNode>();
  const spot = (text: string): [string, string | null] => {
    const [id = '', column] = text.trim().split('.');
    const node = nodes.get(id) ?? newNode(id, kinds[id] ?? 'table');
    nodes.set(id, node);
    if (column !== undefined && !node.columns.includes(column)) {
      node.columns.push(column);
    }
    return [id, column ?? null];
  };
  const edges = lines
    .split('\n')
    .filter(line => line.trim() !== '')
    .flatMap(line => {
      const [source = '', target] = line.split(/->|~>/);
      const from = spot(source);
      return target === undefined ? [] : [newEdge(from, spot(target), line.includes('->'))];
    });
  return { version: 1, nodes: [...nodes.values()], edges, focus: null, notes: [] };
}

function newNode(id: string, kind: NodeKind): LineageNode {
  return {
    id,
    kind,
    name: id,
    columns: [],
    cell: null,
    notebook: '',
    place: 0,
    connection: '',
    stale: false,
    sql: ''
  };
}

function newEdge(
  [source, sourceColumn]: [string, string | null],
  [target, targetColumn]: [string, string | null],
  isDirect: boolean
): LineageEdge {
  const isStar = sourceColumn === '*' && targetColumn === '*';
  return {
    source,
    source_column: sourceColumn,
    target,
    target_column: targetColumn,
    kind: isDirect ? 'DIRECT' : 'INDIRECT',
    subtype: isDirect ? (isStar ? 'IDENTITY' : 'TRANSFORMATION') : 'FILTER',
    expression: '',
    confidence: 1,
    reason: ''
  };
}

/** A graph of tables in layers, each reading a few before it; the same each time. */
export function large(tables: number, columns: number): LineagePayload {
  let seed = 7;
  const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const names = Array.from({ length: columns }, (_, place) => `column_${place}`);
  const lines: string[] = [];
  for (let table = 0; table < tables; table++) {
    names.forEach(name => lines.push(`t${table}.${name}`));
    const isRead = table >= tables / 5;
    const sources = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      Math.max(0, Math.floor(table - 1 - random() * 120))
    );
    for (const name of isRead ? names : []) {
      const source = sources[Math.floor(random() * sources.length)] ?? 0;
      const arrow = random() < 0.8 ? '->' : '~>';
      lines.push(`t${source}.column_${Math.floor(random() * columns)} ${arrow} t${table}.${name}`);
    }
  }
  return payload(lines.join('\n'));
}
