/** The profile's words in the user's language. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ProfileStrings } from '../../widgets/profile/strings';

/** The profile's words; the same as `english` where there is no translation. */
export function profileStrings(trans: TranslationBundle): ProfileStrings {
  return {
    ...headStrings(trans),
    ...filterStrings(trans),
    ...listStrings(trans),
    figures: figureStrings(trans),
    ...columnStrings(trans),
    ...findingStrings(trans),
    ...filteringStrings(trans),
    ...rowStrings(trans)
  };
}

function headStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'profileOf'
  | 'rows'
  | 'columns'
  | 'figuresOf'
  | 'everyRow'
  | 'duplicates'
  | 'keys'
  | 'quality'
  | 'completeness'
  | 'uniqueness'
  | 'validity'
  | 'consistency'
  | 'schemaStage'
  | 'done'
> {
  return {
    profileOf: name => trans.__('Profile of %1', name),
    rows: count => (count === '1' ? trans.__('1 row') : trans.__('%1 rows', count)),
    columns: count => trans._n('1 column', '%1 columns', count),
    figuresOf: method => trans.__('figures of %1', method),
    everyRow: trans.__('every row counted'),
    duplicates: count => trans.__('%1 duplicate rows', count),
    keys: names => trans.__('key: %1', names),
    quality: trans.__('Quality'),
    completeness: trans.__('Completeness'),
    uniqueness: trans.__('Uniqueness'),
    validity: trans.__('Validity'),
    consistency: trans.__('Consistency'),
    schemaStage: trans.__('Names and types; the figures follow.'),
    done: share => trans.__('%1 done', share)
  };
}

function filterStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'columnsTab'
  | 'insightsTab'
  | 'pairsTab'
  | 'views'
  | 'search'
  | 'type'
  | 'anyType'
  | 'groups'
  | 'show'
  | 'showAll'
  | 'showNulls'
  | 'showWarned'
  | 'showPersonal'
  | 'showChanged'
  | 'showKind'
> {
  return {
    columnsTab: trans.__('Columns'),
    insightsTab: count => trans.__('Insights (%1)', count),
    pairsTab: count => trans.__('Between columns (%1)', count),
    views: trans.__('Parts of the profile'),
    search: trans.__('Search columns'),
    type: trans.__('Type'),
    anyType: trans.__('All types'),
    groups: {
      number: trans.__('Numbers'),
      text: trans.__('Text'),
      time: trans.__('Dates and times'),
      boolean: trans.__('Booleans'),
      nested: trans.__('Nested'),
      other: trans.__('Others')
    },
    show: trans.__('Show'),
    showAll: trans.__('All columns'),
    showNulls: trans.__('With nulls'),
    showWarned: trans.__('With insights'),
    showPersonal: trans.__('Personal data'),
    showChanged: trans.__('Changed'),
    showKind: kind => trans.__('Insight: %1', kind)
  };
}

function listStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  'shown' | 'nothingFound' | 'heads' | 'sortBy' | 'values' | 'before' | 'after' | 'summary'
> {
  return {
    shown: (shown, all) =>
      shown === all ? trans._n('%1 column', '%1 columns', all) : trans.__('%1 of %2 columns', shown, all),
    nothingFound: trans.__('No column fits.'),
    heads: {
      name: trans.__('Column'),
      nulls: trans.__('Nulls'),
      distinct: trans.__('Distinct'),
      drift: trans.__('Drift'),
      warnings: trans.__('Figures and insights')
    },
    sortBy: name => trans.__('Sort by: %1', name),
    values: trans.__('Values'),
    before: trans.__('Before'),
    after: trans.__('After'),
    summary: trans.__('Figures')
  };
}

function figureStrings(trans: TranslationBundle): ProfileStrings['figures'] {
  return {
    values: trans.__('values'),
    nulls: trans.__('nulls'),
    distinct: trans.__('distinct'),
    min: trans.__('min'),
    max: trans.__('max'),
    mean: trans.__('mean'),
    shareOfTrue: trans.__('share of true'),
    std: trans.__('std'),
    median: trans.__('median'),
    zeros: trans.__('zeros'),
    negatives: trans.__('negatives'),
    infinite: trans.__('infinite or NaN'),
    outliers: trans.__('outliers'),
    skew: trans.__('skew'),
    lengths: trans.__('lengths'),
    meanLength: trans.__('mean length'),
    empty: trans.__('empty text'),
    padded: trans.__('outer blanks'),
    caseVariants: trans.__('variants of case'),
    granularity: trans.__('granularity'),
    future: trans.__('in the future'),
    gaps: trans.__('empty periods')
  };
}

function columnStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'suchAs'
  | 'shareTrue'
  | 'characters'
  | 'key'
  | 'personal'
  | 'added'
  | 'removed'
  | 'notYet'
  | 'histogramOf'
  | 'topOf'
  | 'lengthsOf'
  | 'bin'
  | 'count'
  | 'binsAsTable'
  | 'figure'
  | 'mostFrequent'
  | 'ofRows'
  | 'patterns'
  | 'samples'
  | 'samplesMasked'
  | 'newValues'
  | 'vanishedValues'
> {
  return {
    shareTrue: share => trans.__('%1 true', share),
    characters: range => trans.__('%1 characters', range),
    suchAs: value => trans.__('such as %1', value),
    key: trans.__('key'),
    personal: trans.__('personal'),
    added: trans.__('new'),
    removed: trans.__('gone'),
    notYet: trans.__('not counted yet'),
    histogramOf: name => trans.__('Histogram of %1', name),
    topOf: name => trans.__('Most frequent values of %1', name),
    lengthsOf: name => trans.__('Lengths of %1', name),
    bin: trans.__('From … to'),
    count: trans.__('Count'),
    binsAsTable: trans.__('Bins as a table'),
    figure: trans.__('Figure'),
    mostFrequent: trans.__('Most frequent values'),
    ofRows: rows => trans.__('of %1 rows looked at', rows),
    patterns: trans.__('Patterns'),
    samples: trans.__('Samples'),
    samplesMasked: trans.__('Samples (masked)'),
    newValues: count => trans._n('1 new value', '%1 new values', count),
    vanishedValues: count => trans._n('1 vanished value', '%1 vanished values', count)
  };
}

function findingStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'goesWith'
  | 'warnings'
  | 'details'
  | 'close'
  | 'query'
  | 'copy'
  | 'copied'
  | 'copyFailed'
  | 'more'
  | 'noInsights'
  | 'noChanges'
  | 'insightsLater'
  | 'determines'
  | 'refersTo'
  | 'correlated'
  | 'saveJson'
  | 'saveHtml'
  | 'saved'
  | 'saveFailed'
> {
  return {
    goesWith: trans.__('Goes with'),
    warnings: count => trans._n('1 insight', '%1 insights', count),
    details: trans.__('Details'),
    close: trans.__('Close'),
    query: trans.__('Query'),
    copy: trans.__('Copy'),
    copied: trans.__('Copied'),
    copyFailed: trans.__('Not allowed'),
    more: count => trans.__('%1 more', count),
    noInsights: trans.__('Nothing stands out.'),
    noChanges: trans.__('Nothing has changed noticeably.'),
    insightsLater: trans.__('Insights come with the last figures.'),
    determines: (from, to) => trans.__('%1 determines %2', from, to),
    refersTo: (target, share, orphans) =>
      trans.__('refers to %1: %2 of its values are there, %3 rows without a match', target, share, orphans),
    correlated: (method, value, rows) => trans.__('%1 %2 (%3 rows)', method, value, rows),
    saveJson: trans.__('JSON'),
    saveHtml: trans.__('HTML'),
    saved: name => trans.__('Saved %1', name),
    saveFailed: trans.__('The page could not be made.')
  };
}

function filteringStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'filters'
  | 'isNull'
  | 'lengthIn'
  | 'onlyNulls'
  | 'leftOf'
  | 'rowsLeft'
  | 'counting'
  | 'stillWaiting'
  | 'clearFilters'
  | 'removeFilter'
  | 'again'
  | 'figuresOfAll'
> {
  return {
    filters: trans.__('Filters'),
    isNull: column => trans.__('%1 is null', column),
    lengthIn: (column, edges) => trans.__('length of %1: %2', column, edges),
    onlyNulls: trans.__('Only nulls'),
    leftOf: count => trans.__('%1 fit', count),
    rowsLeft: (rows, all) => trans.__('%1 of %2 rows', rows, all),
    counting: trans.__('Counting…'),
    stillWaiting: trans.__('Still waiting: the kernel runs a cell, counts, or has gone.'),
    clearFilters: trans.__('Clear all'),
    removeFilter: text => trans.__('Remove filter: %1', text),
    again: trans.__('Try again'),
    figuresOfAll: trans.__('Pictures and nulls count the rows that fit; other figures are of all rows.')
  };
}

function rowStrings(
  trans: TranslationBundle
): Pick<
  ProfileStrings,
  | 'rowsTab'
  | 'rowNumber'
  | 'masked'
  | 'waiting'
  | 'needsKernel'
  | 'notFiltered'
  | 'allRows'
  | 'firstRows'
  | 'allRowsLeft'
  | 'firstRowsLeft'
> {
  return {
    rowsTab: trans.__('Rows'),
    rowNumber: trans.__('Row'),
    masked: trans.__('masked'),
    waiting: trans.__('Waiting for the kernel…'),
    needsKernel: trans.__('Rows and filters need the kernel that made this profile: run its cell again.'),
    notFiltered: trans.__('Rows come with the last figures.'),
    allRows: rows => (rows === '1' ? trans.__('The only row') : trans.__('All %1 rows', rows)),
    firstRows: (rows, all) => trans.__('The first %1 of %2 rows, as the engine gives them', rows, all),
    allRowsLeft: rows =>
      rows === '1' ? trans.__('The one row that fits') : trans.__('All %1 rows that fit', rows),
    firstRowsLeft: (rows, all) =>
      trans.__('The first %1 of %2 rows that fit, as the engine gives them', rows, all)
  };
}
