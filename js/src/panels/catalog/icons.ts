/** Icons of the tree, drawn on a grid of 16. */
import { LabIcon } from '@jupyterlab/ui-components';

import type { CatalogNode } from './nodes';

function icon(name: string, paths: string): LabIcon {
  return new LabIcon({
    name: `iopsdata-jupyter:catalog-${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">
      <g class="iops-stroke" fill="none" stroke-width="1.2" stroke-linejoin="round" stroke-linecap="round">${paths}</g>
    </svg>`
  });
}

const database = icon(
  'connection',
  '<ellipse cx="8" cy="3.8" rx="5" ry="2"/><path d="M3 3.8v8.4c0 1.1 2.2 2 5 2s5-.9 5-2V3.8"/><path d="M3 8c0 1.1 2.2 2 5 2s5-.9 5-2"/>'
);
const schema = icon('schema', '<path d="M1.8 12.5v-9h4l1.4 1.8h7v7.2z"/>');
const table = icon(
  'table',
  '<rect x="2" y="3" width="12" height="10" rx="1"/><path d="M2 6.4h12M2 9.7h12M6.5 6.4V13"/>'
);
const view = icon(
  'view',
  '<path d="M1.6 8S4 3.9 8 3.9 14.4 8 14.4 8 12 12.1 8 12.1 1.6 8 1.6 8z"/><circle cx="8" cy="8" r="1.9"/>'
);
const frames = icon(
  'frames',
  '<rect x="4.5" y="2" width="9.5" height="8.5" rx="1"/><path d="M11.5 10.5V13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1h1.5"/>'
);
const frame = icon('frame', '<rect x="2" y="3" width="12" height="10" rx="1"/><path d="M6 3v10M2 6.4h12"/>');
const column = icon('column', '<rect x="5.5" y="3" width="5" height="10" rx="1"/><path d="M5.5 6.4h5"/>');

/** Button: a cell with SQL. */
export const sqlCellIcon = icon('sql-cell', '<path d="M3 4.5L6 8l-3 3.5M8 12h5"/>');
/** Button: a name into a cell. */
export const insertIcon = icon('insert', '<path d="M8 2.5v7M5 6.8l3 3 3-3M2.5 11v2.5h11V11"/>');
/** Button: a profile. */
export const profileIcon = icon('profile', '<path d="M2.5 13.5h11M4 11V7.5M7 11V3.5M10 11V6M13 11V9"/>');
/** A lineage graph. */
export const lineageIcon = icon(
  'lineage',
  '<rect x="1.5" y="6" width="4" height="4" rx=".8"/><rect x="10.5" y="2" width="4" height="4" rx=".8"/><rect x="10.5" y="10" width="4" height="4" rx=".8"/><path d="M5.5 8c3 0 2-4 5-4M5.5 8c3 0 2 4 5 4"/>'
);
/** A question. */
export const askIcon = icon(
  'ask',
  '<path d="M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z"/><path d="M6.6 6a1.4 1.4 0 1 1 1.8 1.4c-.3.1-.4.3-.4.7M8 9.4v.1"/>'
);

/** The icon of a node. */
export function iconOf(node: CatalogNode): LabIcon {
  switch (node.kind) {
    case 'connection':
      return database;
    case 'schema':
      return schema;
    case 'table':
      return node.table.kind === 'view' ? view : table;
    case 'frames':
      return frames;
    case 'frame':
      return frame;
    case 'column':
    case 'frame-column':
      return column;
  }
}
