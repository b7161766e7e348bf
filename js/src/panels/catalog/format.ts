/** Words and figures of the tree's lines. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Column, Table } from '../../api/types';
import { nameOf, type CatalogNode } from './nodes';

/** What of a translation bundle is used here. */
export type Words = Pick<TranslationBundle, '__' | '_n'>;

/** The line's own text. */
export function labelOf(node: CatalogNode, trans: Words): string {
  switch (node.kind) {
    case 'schema':
      return node.schema ?? trans.__('default schema');
    case 'frames':
      return trans.__('DataFrames');
    default:
      return nameOf(node);
  }
}

/** What stands behind the text, less strongly; may be empty. */
export function detailOf(node: CatalogNode, trans: Words): string {
  switch (node.kind) {
    case 'connection':
      return node.driver;
    case 'schema':
      return count(node.tables);
    case 'table':
      return tableDetail(node.table);
    case 'column':
    case 'frame-column':
      return node.column.type.toLowerCase();
    case 'frames':
      return fileName(node.notebook);
    case 'frame':
      return node.frame.rows === null
        ? trans.__('not computed')
        : `${count(node.frame.rows)} × ${count(node.frame.columns ?? 0)}`;
  }
}

/** All that is known of a node, for its tooltip: one fact a line. */
export function tipOf(node: CatalogNode, trans: Words): string {
  const facts = [labelOf(node, trans), ...factsOf(node, trans)];
  return facts.filter(fact => fact !== '').join('\n');
}

/** What a screen reader says of a node. */
export function spoken(node: CatalogNode, trans: Words): string {
  const parts = [labelOf(node, trans), kindOf(node, trans), detailOf(node, trans)];
  if (node.kind === 'column') {
    parts.push(...keysOf(node.column, trans));
  }
  return parts.filter(part => part !== '').join(', ');
}

/** The keys that a column is part of, in words. */
export function keysOf(column: Column, trans: Words): string[] {
  const primary = column.in_primary_key ? [trans.__('primary key')] : [];
  return column.references ? [...primary, trans.__('refers to %1', targetOf(column))] : primary;
}

/** What a column refers to, such as `customers.id`; empty where it refers to nothing. */
export function targetOf({ references }: Column): string {
  const parts = references ? [references.schema, references.table, references.column] : [];
  return parts.filter(part => part).join('.');
}

/** A count, shortened from 10,000 on: `12.5k`, `3.2M`. */
export function about(value: number): string {
  return value < 10_000
    ? count(value)
    : new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
        .format(value)
        .replace('K', 'k');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function tableDetail({ kind, row_estimate }: Table): string {
  const rows = row_estimate === null ? '' : `~${about(row_estimate)}`;
  return kind === 'view' ? `view ${rows}`.trim() : rows;
}

function kindOf(node: CatalogNode, trans: Words): string {
  switch (node.kind) {
    case 'connection':
      return trans.__('connection');
    case 'schema':
      return trans.__('schema');
    case 'table':
      return node.table.kind === 'view' ? trans.__('view') : trans.__('table');
    case 'frame':
      return trans.__('DataFrame');
    case 'column':
    case 'frame-column':
      return trans.__('column');
    case 'frames':
      return '';
  }
}

function factsOf(node: CatalogNode, trans: Words): string[] {
  switch (node.kind) {
    case 'connection':
      return [node.target, node.open ? trans.__('open in the kernel of the notebook') : ''];
    case 'table':
      return tableFacts(node.table, trans);
    case 'column':
      return columnFacts(node.column, trans);
    case 'frame':
    case 'frame-column':
    case 'schema':
      return [detailOf(node, trans)];
    case 'frames':
      return [node.notebook];
  }
}

function tableFacts(table: Table, trans: Words): string[] {
  const rows = table.row_estimate;
  return [
    trans._n('%1 column', '%1 columns', table.columns),
    rows === null ? '' : trans.__('about %1 rows, as the database estimates', count(rows)),
    table.comment ?? ''
  ];
}

function columnFacts(column: Column, trans: Words): string[] {
  const keys = keysOf(column, trans);
  const inferred = column.references?.inferred ? [trans.__('(told by its name, not declared)')] : [];
  const nulls = column.nullable ? '' : trans.__('never null');
  return [column.type, nulls, ...keys, ...inferred, column.comment ?? ''];
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
