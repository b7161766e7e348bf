/** The words of the widget, so that a front end with translations can put its own. */
import type { Group, SortKey } from './model';

/** Names of the figures of a column. */
export type FigureName =
  | 'values'
  | 'nulls'
  | 'distinct'
  | 'min'
  | 'max'
  | 'mean'
  | 'shareOfTrue'
  | 'std'
  | 'median'
  | 'zeros'
  | 'negatives'
  | 'infinite'
  | 'outliers'
  | 'skew'
  | 'lengths'
  | 'meanLength'
  | 'empty'
  | 'padded'
  | 'caseVariants'
  | 'granularity'
  | 'future'
  | 'gaps';

/** Every text of the widget that does not come from the kernel. */
export interface ProfileStrings {
  profileOf: (name: string) => string;
  rows: (count: string) => string;
  columns: (count: number) => string;
  figuresOf: (method: string) => string;
  everyRow: string;
  duplicates: (count: string) => string;
  keys: (names: string) => string;
  quality: string;
  completeness: string;
  uniqueness: string;
  validity: string;
  consistency: string;
  schemaStage: string;
  done: (share: string) => string;
  columnsTab: string;
  insightsTab: (count: number) => string;
  pairsTab: (count: number) => string;
  views: string;
  search: string;
  type: string;
  anyType: string;
  groups: Record<Group, string>;
  show: string;
  showAll: string;
  showNulls: string;
  showWarned: string;
  showPersonal: string;
  showChanged: string;
  showKind: (kind: string) => string;
  shown: (shown: number, all: number) => string;
  nothingFound: string;
  heads: Record<Exclude<SortKey, 'position'>, string>;
  sortBy: (name: string) => string;
  values: string;
  before: string;
  after: string;
  summary: string;
  figures: Record<FigureName, string>;
  shareTrue: (share: string) => string;
  characters: (range: string) => string;
  suchAs: (value: string) => string;
  key: string;
  personal: string;
  added: string;
  removed: string;
  notYet: string;
  histogramOf: (name: string) => string;
  topOf: (name: string) => string;
  lengthsOf: (name: string) => string;
  bin: string;
  count: string;
  binsAsTable: string;
  figure: string;
  mostFrequent: string;
  ofRows: (rows: string) => string;
  patterns: string;
  samples: string;
  samplesMasked: string;
  newValues: (count: number) => string;
  vanishedValues: (count: number) => string;
  goesWith: string;
  warnings: (count: number) => string;
  details: string;
  close: string;
  query: string;
  copy: string;
  copied: string;
  copyFailed: string;
  more: (count: number) => string;
  noInsights: string;
  noChanges: string;
  insightsLater: string;
  determines: (from: string, to: string) => string;
  refersTo: (target: string, share: string, orphans: string) => string;
  correlated: (method: string, value: string, rows: string) => string;
  saveJson: string;
  saveHtml: string;
  saved: (name: string) => string;
  saveFailed: string;
  filters: string;
  isNull: (column: string) => string;
  lengthIn: (column: string, edges: string) => string;
  onlyNulls: string;
  leftOf: (count: string) => string;
  rowsLeft: (rows: string, all: string) => string;
  counting: string;
  stillWaiting: string;
  clearFilters: string;
  removeFilter: (text: string) => string;
  again: string;
  figuresOfAll: string;
  rowsTab: string;
  rowNumber: string;
  masked: string;
  waiting: string;
  needsKernel: string;
  notFiltered: string;
  allRows: (rows: string) => string;
  firstRows: (rows: string, all: string) => string;
  allRowsLeft: (rows: string) => string;
  firstRowsLeft: (rows: string, all: string) => string;
}

/** The widget's words in English. */
export const english: ProfileStrings = {
  profileOf: name => `Profile of ${name}`,
  rows: count => (count === '1' ? '1 row' : `${count} rows`),
  columns: count => (count === 1 ? '1 column' : `${count} columns`),
  figuresOf: method => `figures of ${method}`,
  everyRow: 'every row counted',
  duplicates: count => `${count} duplicate rows`,
  keys: names => `key: ${names}`,
  quality: 'Quality',
  completeness: 'Completeness',
  uniqueness: 'Uniqueness',
  validity: 'Validity',
  consistency: 'Consistency',
  schemaStage: 'Names and types; the figures follow.',
  done: share => `${share} done`,
  columnsTab: 'Columns',
  insightsTab: count => `Insights (${count})`,
  pairsTab: count => `Between columns (${count})`,
  views: 'Parts of the profile',
  search: 'Search columns',
  type: 'Type',
  anyType: 'All types',
  groups: {
    number: 'Numbers',
    text: 'Text',
    time: 'Dates and times',
    boolean: 'Booleans',
    nested: 'Nested',
    other: 'Others'
  },
  show: 'Show',
  showAll: 'All columns',
  showNulls: 'With nulls',
  showWarned: 'With insights',
  showPersonal: 'Personal data',
  showChanged: 'Changed',
  showKind: kind => `Insight: ${kind}`,
  shown: (shown, all) => (shown === all ? `${all} columns` : `${shown} of ${all} columns`),
  nothingFound: 'No column fits.',
  heads: {
    name: 'Column',
    nulls: 'Nulls',
    distinct: 'Distinct',
    drift: 'Drift',
    warnings: 'Figures and insights'
  },
  sortBy: name => `Sort by: ${name}`,
  values: 'Values',
  before: 'Before',
  after: 'After',
  summary: 'Figures',
  figures: {
    values: 'values',
    nulls: 'nulls',
    distinct: 'distinct',
    min: 'min',
    max: 'max',
    mean: 'mean',
    shareOfTrue: 'share of true',
    std: 'std',
    median: 'median',
    zeros: 'zeros',
    negatives: 'negatives',
    infinite: 'infinite or NaN',
    outliers: 'outliers',
    skew: 'skew',
    lengths: 'lengths',
    meanLength: 'mean length',
    empty: 'empty text',
    padded: 'outer blanks',
    caseVariants: 'variants of case',
    granularity: 'granularity',
    future: 'in the future',
    gaps: 'empty periods'
  },
  shareTrue: share => `${share} true`,
  characters: range => `${range} characters`,
  suchAs: value => `such as ${value}`,
  key: 'key',
  personal: 'personal',
  added: 'new',
  removed: 'gone',
  notYet: 'not counted yet',
  histogramOf: name => `Histogram of ${name}`,
  topOf: name => `Most frequent values of ${name}`,
  lengthsOf: name => `Lengths of ${name}`,
  bin: 'From … to',
  count: 'Count',
  binsAsTable: 'Bins as a table',
  figure: 'Figure',
  mostFrequent: 'Most frequent values',
  ofRows: rows => `of ${rows} rows looked at`,
  patterns: 'Patterns',
  samples: 'Samples',
  samplesMasked: 'Samples (masked)',
  newValues: count => (count === 1 ? '1 new value' : `${count} new values`),
  vanishedValues: count => (count === 1 ? '1 vanished value' : `${count} vanished values`),
  goesWith: 'Goes with',
  warnings: count => (count === 1 ? '1 insight' : `${count} insights`),
  details: 'Details',
  close: 'Close',
  query: 'Query',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Not allowed',
  more: count => `${count} more`,
  noInsights: 'Nothing stands out.',
  noChanges: 'Nothing has changed noticeably.',
  insightsLater: 'Insights come with the last figures.',
  determines: (from, to) => `${from} determines ${to}`,
  refersTo: (target, share, orphans) =>
    `refers to ${target}: ${share} of its values are there, ${orphans} rows without a match`,
  correlated: (method, value, rows) => `${method} ${value} (${rows} rows)`,
  saveJson: 'JSON',
  saveHtml: 'HTML',
  saved: name => `Saved ${name}`,
  saveFailed: 'The page could not be made.',
  filters: 'Filters',
  isNull: column => `${column} is null`,
  lengthIn: (column, edges) => `length of ${column}: ${edges}`,
  onlyNulls: 'Only nulls',
  leftOf: count => `${count} fit`,
  rowsLeft: (rows, all) => `${rows} of ${all} rows`,
  counting: 'Counting…',
  stillWaiting: 'Still waiting: the kernel runs a cell, counts, or has gone.',
  clearFilters: 'Clear all',
  removeFilter: text => `Remove filter: ${text}`,
  again: 'Try again',
  figuresOfAll: 'Pictures and nulls count the rows that fit; other figures are of all rows.',
  rowsTab: 'Rows',
  rowNumber: 'Row',
  masked: 'masked',
  waiting: 'Waiting for the kernel…',
  needsKernel: 'Rows and filters need the kernel that made this profile: run its cell again.',
  notFiltered: 'Rows come with the last figures.',
  allRows: rows => (rows === '1' ? 'The only row' : `All ${rows} rows`),
  firstRows: (rows, all) => `The first ${rows} of ${all} rows, as the engine gives them`,
  allRowsLeft: rows => (rows === '1' ? 'The one row that fits' : `All ${rows} rows that fit`),
  firstRowsLeft: (rows, all) => `The first ${rows} of ${all} rows that fit, as the engine gives them`
};
