/** The words of the widget, so that a front end with translations can put its own. */
import type { NodeKind } from './payload';

/** Every text of the widget that does not come from the kernel. */
export interface LineageStrings {
  title: string;
  /** Read out for the drawing: what it is and which keys it knows. */
  canvas: string;
  help: string;
  kinds: Record<NodeKind, string>;
  empty: string;
  list: string;
  listHint: string;
  search: string;
  tree: string;
  found: (count: number) => string;
  more: (count: number) => string;
  fewer: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  openAll: string;
  closeAll: string;
  ctes: string;
  ctesHint: string;
  showAll: string;
  saveSvg: string;
  savePng: string;
  saved: (name: string) => string;
  saveFailed: string;
  direct: string;
  indirect: string;
  stale: string;
  staleHint: string;
  details: string;
  close: string;
  columns: (count: number) => string;
  filter: string;
  comesFrom: string;
  shapes: string;
  expression: string;
  madeBy: string;
  cellNumber: (place: number) => string;
  goToCell: string;
  cellNotFound: string;
  alone: string;
  upstreamStep: string;
  downstreamStep: string;
  counts: (upstream: number, downstream: number) => string;
  nothing: string;
  unlit: string;
  confidence: (percent: number) => string;
  cards: (count: number) => string;
  zoom: (percent: number) => string;
}

/** The widget's words in English. */
export const english: LineageStrings = {
  title: 'Lineage',
  canvas: 'Lineage graph',
  help:
    'Arrow keys move over the columns and along the lines, Enter opens or closes a card, Shift and arrow keys ' +
    'move the view, plus and minus zoom, 0 fits all, square brackets bring in one step upstream or ' +
    'downstream, slash searches, Escape takes the light away. The list beside the graph holds the same.',
  kinds: {
    table: 'table',
    view: 'view',
    file: 'file',
    dataframe: 'DataFrame',
    cell: 'cell',
    query: 'query',
    cte: 'CTE',
    metric: 'metric',
    verified_query: 'verified query',
    unknown: 'unknown table'
  },
  empty: 'No table is read or written.',
  list: 'List',
  listHint: 'Search and list of all tables and columns (/)',
  search: 'Search tables and columns',
  tree: 'Tables and columns',
  found: count => (count === 1 ? '1 match' : `${count} matches`),
  more: count => `${count} more`,
  fewer: 'fewer',
  zoomIn: 'Zoom in (+)',
  zoomOut: 'Zoom out (−)',
  fit: 'Fit all (0)',
  openAll: 'Open all',
  closeAll: 'Close all',
  ctes: 'CTEs',
  ctesHint: 'Show common table expressions as cards',
  showAll: 'Show all',
  saveSvg: 'SVG',
  savePng: 'PNG',
  saved: name => `Saved ${name}`,
  saveFailed: 'The picture could not be made.',
  direct: 'values',
  indirect: 'rows, order, conditions',
  stale: 'stale',
  staleHint: 'Its inputs changed after it was made.',
  details: 'Details',
  close: 'Close',
  columns: count => (count === 1 ? '1 column' : `${count} columns`),
  filter: 'Filter columns',
  comesFrom: 'Comes from',
  shapes: 'Shapes',
  expression: 'Expression',
  madeBy: 'Made by',
  cellNumber: place => `cell ${place}`,
  goToCell: 'Go to the cell',
  cellNotFound: 'The cell is not in this notebook.',
  alone: 'Only this',
  upstreamStep: 'One step upstream',
  downstreamStep: 'One step downstream',
  counts: (upstream, downstream) => `${upstream} upstream, ${downstream} downstream`,
  nothing: 'nothing',
  unlit: 'Nothing is lit.',
  confidence: percent => `${percent} % sure`,
  cards: count => (count === 1 ? '1 card' : `${count} cards`),
  zoom: percent => `${percent} %`
};
