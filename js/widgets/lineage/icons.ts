/** Line icons, 16 x 16, as path data. */
import type { NodeKind } from './payload';

/** An icon for each kind of node. */
export const KIND_ICONS: Record<NodeKind, readonly string[]> = {
  table: ['M2 3h12v10H2z', 'M2 6.4h12', 'M6.4 6.4V13'],
  view: [
    'M1.4 8S3.9 3.8 8 3.8 14.6 8 14.6 8 12.1 12.2 8 12.2 1.4 8 1.4 8z',
    'M8 6.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z'
  ],
  file: ['M3.8 1.8h5.4l3 3.1v9.3H3.8z', 'M9 1.9v3.2h3.1'],
  dataframe: ['M2.4 2.4h11.2v11.2H2.4z', 'M2.4 6h11.2M2.4 9.8h11.2M6 2.4v11.2'],
  cell: ['M5.2 4.8 2 8l3.2 3.2', 'M10.8 4.8 14 8l-3.2 3.2', 'M9.2 3.2 6.8 12.8'],
  query: ['M7 2.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2z', 'M10.4 10.4 14 14'],
  cte: ['M8 2l6 3-6 3-6-3z', 'M2.4 8 8 10.8 13.6 8', 'M2.4 11 8 13.8 13.6 11'],
  metric: ['M2.2 13.6h11.6', 'M4.4 11V7.8M8 11V3.4M11.6 11V5.8'],
  unknown: ['M5.4 5.6a2.6 2.6 0 1 1 3.9 2.2C8.4 8.4 8 8.9 8 9.8', 'M8 12.2v.4'],
  verified_query: [
    'M8 1.6l5.2 1.9v4c0 3.2-2.1 5.5-5.2 6.9-3.1-1.4-5.2-3.7-5.2-6.9v-4z',
    'M5.6 7.9l1.7 1.7 3-3.4'
  ]
};

/** Icons of the buttons. */
export const ICONS = {
  list: ['M2.5 4h1M2.5 8h1M2.5 12h1', 'M6 4h7.5M6 8h7.5M6 12h7.5'],
  plus: ['M8 3v10M3 8h10'],
  minus: ['M3 8h10'],
  fit: ['M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10'],
  open: ['M3 3.5 8 7l5-3.5', 'M3 9l5 3.5L13 9'],
  close: ['M3 7l5-3.5L13 7', 'M3 12.5 8 9l5 3.5'],
  save: ['M8 2.5V10M5 7.2 8 10.2l3-3', 'M2.5 11v2.5h11V11'],
  cross: ['M4 4l8 8M12 4l-8 8'],
  jump: ['M9.5 2.5h4v4', 'M13.5 2.5 8 8', 'M11.5 9.5v4h-9v-9h4']
} as const;

/** The sign of an open or closed card, in the header's corner. */
export const CHEVRON = { open: 'M-4 -2 0 2 4 -2', closed: 'M-2 -4 2 0 -2 4' } as const;
