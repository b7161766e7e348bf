/** Figures in words, by the same rules as `iopsdata_jupyter/profiling/wording.py`. */
import { visible } from '../shared/visible';
import type { Column, Figure, Histogram, Value } from './payload';
import type { ProfileStrings } from './strings';

const SIZES = ['bytes', 'kB', 'MB', 'GB'];
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const twoPlaces = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `text` on one line, harmless, with at most `most` characters. */
export function oneLine(text: string, most = 300): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return visible(cut).replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}

/** `3.2 %`; a share that is not nothing is never shown as 0 %, nor one that is not all as 100 %. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.0005) {
    return 'under 0.1 %';
  }
  if (share > 0.9995 && share < 1) {
    return 'over 99.9 %';
  }
  return `${(100 * share).toFixed(1).replace(/\.0$/, '')} %`;
}

/** A figure, with commas or at most four significant digits. */
export function figureText(figure: Figure | null): string {
  if (figure === null) {
    return '–';
  }
  if (typeof figure === 'string') {
    return oneLine(figure, 40);
  }
  if (Number.isInteger(figure) && Math.abs(figure) < 1e15) {
    return grouped.format(figure);
  }
  const isLong = Math.abs(figure) >= 1000 && Math.abs(figure) < 1e15;
  return isLong ? twoPlaces.format(figure) : shortest(figure);
}

/** Four significant digits without zeros at the end. */
function shortest(figure: number): string {
  return figure
    .toPrecision(4)
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '');
}

/** A value of the data. */
export function valueText(value: Value, most = 60): string {
  if (value === null) {
    return '–';
  }
  if (typeof value === 'string') {
    const moment = /^\d{4}-\d\d-\d\dT/.test(value)
      ? value.replace('T', ' ').replace(/ 00:00:00$/, '')
      : value;
    return value === '' ? '(empty)' : oneLine(moment, most);
  }
  return typeof value === 'boolean' ? String(value) : figureText(value);
}

/** `1.5 MB`. */
export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? size.toFixed(0) : size.toFixed(1)} ${SIZES[unit] ?? ''}`;
}

/** The exact edges, count and share of one bin. */
export function binText(histogram: Histogram, place: number): string {
  const edges = edgesText(histogram.edges[place] ?? null, histogram.edges[place + 1] ?? null);
  const count = histogram.counts[place] ?? 0;
  const total = histogram.counts.reduce((sum, one) => sum + one, 0);
  const share = total > 0 ? ` (${shareText(count / total)})` : '';
  return `${edges}: ${figureText(count)}${share}`;
}

/** From where to where a bin reaches. */
export function edgesText(low: Value, high: Value): string {
  return `${exact(low)} to ${exact(high)}`;
}

/** Edges are told with all their digits that mean something, so that they can be used in a filter. */
function exact(edge: Value): string {
  return typeof edge === 'number' && !Number.isInteger(edge)
    ? String(Number(edge.toPrecision(10)))
    : valueText(edge);
}

/** The figures of a column as (label, text), most telling first. */
export function columnFacts(column: Column, strings: ProfileStrings): [string, string][] {
  const f = strings.figures;
  const facts: [string, string | null][] = [
    [f.values, figureText(column.count)],
    [f.nulls, nullsText(column)],
    [f.distinct, distinctText(column)],
    [f.min, known(column.min)],
    [f.max, known(column.max)],
    [
      column.kind === 'boolean' ? f.shareOfTrue : f.mean,
      column.mean === null ? null : figureText(column.mean)
    ],
    [f.std, column.std === null ? null : figureText(column.std)],
    ...Object.entries(column.quantiles).map(([name, value]): [string, string] => [
      name === 'p50' ? f.median : oneLine(name),
      figureText(value)
    ]),
    ...numberFacts(column, strings),
    ...textFacts(column, strings),
    ...otherFacts(column, strings)
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function known(value: Value): string | null {
  return value === null ? null : valueText(value, 40);
}

/** Nulls with their share. */
export function nullsText(column: Column): string {
  const share = column.null_count && column.null_share !== null ? ` (${shareText(column.null_share)})` : '';
  return `${figureText(column.null_count)}${share}`;
}

/** Distinct values, marked where they are estimated. */
export function distinctText(column: Column): string {
  const about = column.distinct_count === null || column.distinct_is_exact ? '' : '≈ ';
  return about + figureText(column.distinct_count);
}

function numberFacts({ number }: Column, { figures: f }: ProfileStrings): [string, string | null][] {
  if (number === null) {
    return [];
  }
  return [
    [f.zeros, figureText(number.zero_count)],
    [f.negatives, figureText(number.negative_count)],
    [f.infinite, number.infinite_count > 0 ? figureText(number.infinite_count) : null],
    [f.outliers, number.outlier_count === null ? null : figureText(number.outlier_count)],
    [f.skew, number.skew === null ? null : figureText(number.skew)]
  ];
}

function textFacts({ text }: Column, { figures: f }: ProfileStrings): [string, string | null][] {
  if (text === null || text.max_length === null) {
    return [];
  }
  const range = rangeText(text.min_length, text.max_length);
  return [
    [f.lengths, range],
    [f.meanLength, figureText(text.mean_length)],
    [f.empty, figureText(text.empty_count)],
    [f.padded, figureText(text.padded_count)],
    [f.caseVariants, text.case_variant_count ? figureText(text.case_variant_count) : null]
  ];
}

function otherFacts({ temporal, nested }: Column, { figures: f }: ProfileStrings): [string, string | null][] {
  const facts: [string, string | null][] = [];
  if (temporal !== null) {
    const gaps = temporal.gap_count ? `${figureText(temporal.gap_count)} (${temporal.gap_unit ?? ''})` : null;
    facts.push(
      [f.granularity, temporal.granularity],
      [f.future, figureText(temporal.future_count)],
      [f.gaps, gaps]
    );
  }
  if (nested !== null) {
    const range = rangeText(nested.min_length, nested.max_length);
    facts.push([f.lengths, nested.max_length === null ? null : range]);
    for (const [name, share] of Object.entries(nested.fields)) {
      facts.push([oneLine(name, 40), typeof share === 'number' ? `${shareText(share)} null` : null]);
    }
  }
  return facts;
}

/** One line that tells most of a column. */
export function summaryText(column: Column, strings: ProfileStrings): string {
  const median = column.quantiles['p50'];
  const special = kindSummary(column, strings);
  if (special !== null) {
    return special;
  }
  const range = column.min === null ? '' : `${valueText(column.min, 24)} to ${valueText(column.max, 24)}`;
  if (range !== '' && median !== undefined) {
    return `${range}, ${strings.figures.median} ${figureText(median)}`;
  }
  if (range !== '') {
    return range;
  }
  const [sample] = column.samples;
  return sample === undefined ? '' : strings.suchAs(valueText(sample, 40));
}

/** Of text and booleans the least and the greatest value tell little. */
function kindSummary({ kind, mean, text, samples }: Column, strings: ProfileStrings): string | null {
  if (kind === 'boolean' && typeof mean === 'number') {
    return strings.shareTrue(shareText(mean));
  }
  if (text === null || text.max_length === null) {
    return null;
  }
  const lengths = strings.characters(rangeText(text.min_length, text.max_length));
  const [sample] = samples;
  return sample === undefined ? lengths : `${lengths}, ${strings.suchAs(valueText(sample, 30))}`;
}

function rangeText(least: number | null, most: number | null): string {
  return least === most ? figureText(least) : `${figureText(least)} to ${figureText(most)}`;
}
