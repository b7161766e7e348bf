/** Icons of the tree and its actions: each one path, drawn with a line on a grid of 16. */
import { LabIcon } from '@jupyterlab/ui-components';

import type { CatalogNode } from './nodes';

const CONNECTION = 'M3 3.8a5 2 0 1 0 10 0a5 2 0 1 0-10 0M3 3.8v8.4a5 2 0 0 0 10 0V3.8M3 8a5 2 0 0 0 10 0';
const SCHEMA = 'M1.8 12.5v-9h4l1.4 1.8h7v7.2z';
const TABLE = 'M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.5 6.4V13';
const VIEW =
  'M1.6 8S4 3.9 8 3.9 14.4 8 14.4 8 12 12.1 8 12.1 1.6 8 1.6 8zM6.1 8a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0';
const FRAMES = 'M4.5 2H14v8.5H4.5zM11.5 10.5V14H2V5.5h2.5';
const FRAME = 'M2 3h12v10H2zM6 3v10M2 6.4h12';
const COLUMN = 'M5.5 3h5v10h-5zM5.5 6.4h5';

/** Of a branch that is open or closed. */
export const CHEVRON = { open: 'M4.5 6.5L8 10l3.5-3.5', closed: 'M6.5 4.5L10 8l-3.5 3.5' } as const;

/** The path of a node's icon. */
export function pathOfIcon(node: CatalogNode): string {
  switch (node.kind) {
    case 'connection':
      return CONNECTION;
    case 'schema':
      return SCHEMA;
    case 'table':
      return node.table.kind === 'view' ? VIEW : TABLE;
    case 'frames':
      return FRAMES;
    case 'frame':
      return FRAME;
    case 'column':
    case 'frame-column':
      return COLUMN;
  }
}

/** Of the action that writes a cell with SQL. */
export const sqlCellIcon = icon('sql-cell', 'M3 4.5L6 8l-3 3.5M8 12h5');
/** Of the action that writes a name into a cell. */
export const insertIcon = icon('insert', 'M8 2.5v7M5 6.8l3 3 3-3M2.5 11v2.5h11V11');
/** Of a profile. */
export const profileIcon = icon('profile', 'M2.5 13.5h11M4 11V7.5M7 11V3.5M10 11V6M13 11V9');
/** Of a lineage graph. */
export const lineageIcon = icon(
  'lineage',
  'M1.5 6h4v4h-4zM10.5 2h4v4h-4zM10.5 10h4v4h-4zM5.5 8c3 0 2-4 5-4M5.5 8c3 0 2 4 5 4'
);
/** Of a question. */
export const askIcon = icon(
  'ask',
  'M2.5 3.5h11V11h-6l-3 2.5V11h-2zM6.6 6a1.4 1.4 0 1 1 1.8 1.4c-.3.1-.4.3-.4.7M8 9.4v.1'
);

function icon(name: string, path: string): LabIcon {
  const line = 'fill="none" stroke-width="1.2" stroke-linejoin="round" stroke-linecap="round"';
  return new LabIcon({
    name: `iopsdata-jupyter:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">
      <path class="iops-stroke" ${line} d="${path}"/></svg>`
  });
}
