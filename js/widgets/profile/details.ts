/** The panel of one column: a large picture, every figure, values, patterns, samples, what is told of it. */
import { element, type Child } from '../shared/dom';
import { button, section, statement } from './controls';
import { NO_LENS, type Lens } from './filtering';
import type { FilterKind } from './filters';
import type { Entry, Model } from './model';
import type { Column, Histogram, ValueCount } from './payload';
import { axis, histogramPicture, isShownByValues, shownKind, valuesPicture, type Look } from './pictures';
import { badges } from './rows';
import type { ProfileStrings } from './strings';
import { binText, columnFacts, figureText, oneLine, shareText, valueText } from './wording';

const WIDTH = 312;
const HEIGHT = 96;
const MOST_PAIRS = 10;

/** Fills the panel. */
export function detailsElement(
  entry: Entry,
  model: Model,
  strings: ProfileStrings,
  close: () => void,
  lens: Lens = NO_LENS
): HTMLElement {
  const { column, change } = entry;
  const name = oneLine(column.name);
  const head = element(
    'div',
    { class: 'iops-details-head' },
    element('h3', {}, name),
    button('×', close, strings.close)
  );
  const badgeRow = element(
    'p',
    { class: 'iops-under' },
    oneLine(column.type),
    ...badges(column, change, strings)
  );
  return element(
    'aside',
    { class: 'iops-details', 'aria-label': `${strings.details}: ${name}`, tabindex: '-1' },
    head,
    badgeRow,
    ...pictures(entry, strings, lens),
    onlyNulls(column, strings, lens),
    figures(entry, strings),
    ...shared(entry, model, strings)
  );
}

function pictures(entry: Entry, strings: ProfileStrings, lens: Lens): Child[] {
  const { before, column, change } = entry;
  if (before === null || change !== 'none') {
    return histograms(column, strings, lens);
  }
  return [
    section(strings.before, ...histograms(before, strings)),
    section(strings.after, ...histograms(column, strings))
  ];
}

function histograms(column: Column, strings: ProfileStrings, lens: Lens = NO_LENS): Child[] {
  const name = oneLine(column.name, 80);
  const lengths = column.text?.lengths ?? null;
  const look = (kind: FilterKind): Look => lookOf(column, kind, lens, strings);
  return [
    column.histogram === null
      ? null
      : large(column.histogram, strings.histogramOf(name), strings, look('range')),
    topValues(column, strings, look('value')),
    lengths === null || isShownByValues(column)
      ? null
      : section(strings.figures.lengths, large(lengths, strings.lengthsOf(name), strings, look('length')))
  ];
}

/** Only the picture that the list shows is counted under filters; the others keep their counts. */
function lookOf(column: Column, kind: FilterKind, lens: Lens, strings: ProfileStrings): Look {
  const seen = kind === shownKind(column) ? lens : { ...lens, left: null };
  return { kind, column: column.position, lens: seen, hasKeys: true, strings };
}

/** Filters by nulls, where there are any. */
function onlyNulls(column: Column, strings: ProfileStrings, lens: Lens): HTMLElement | null {
  if (!lens.can('null') || !column.null_count) {
    return null;
  }
  const pressed = String(lens.picked('null').has(0));
  const attributes = { type: 'button', class: 'iops-button', 'data-place': '0', 'aria-pressed': pressed };
  const owner = { class: 'iops-large', 'data-kind': 'null', 'data-column': String(column.position) };
  return element('div', owner, element('button', attributes, strings.onlyNulls));
}

function large(histogram: Histogram, label: string, strings: ProfileStrings, look: Look): HTMLElement {
  const rows = histogram.counts.map((_, place) => {
    const [edges, count] = splitLast(binText(histogram, place));
    return element('tr', {}, element('td', {}, edges), element('td', {}, count));
  });
  const titles = [strings.bin, strings.count].map(title => element('th', { scope: 'col' }, title));
  const table = element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...titles)),
    element('tbody', {}, ...rows)
  );
  const fold = element('details', {}, element('summary', {}, strings.binsAsTable), table);
  const picture = histogramPicture(histogram, label, { width: WIDTH, height: HEIGHT }, look);
  return element('div', { class: 'iops-large' }, picture, axis(histogram), fold);
}

function splitLast(text: string): [string, string] {
  const place = text.lastIndexOf(': ');
  return [text.slice(0, place), text.slice(place + 2)];
}

function topValues(column: Column, strings: ProfileStrings, look: Look): HTMLElement | null {
  const values = column.top_values;
  // Values that occur once each are no more frequent than the others.
  if (values.length === 0 || (values[0]?.count === 1 && column.count !== values.length)) {
    return null;
  }
  const whose = column.top_is_exact ? '' : ` ${strings.ofRows(figureText(column.top_rows))}`;
  const picture = valuesPicture(values, strings.topOf(oneLine(column.name, 80)), WIDTH, values.length, look);
  return section(strings.mostFrequent + whose, picture);
}

function figures({ column, before, change }: Entry, strings: ProfileStrings): HTMLElement {
  if (before === null || change !== 'none') {
    const facts = columnFacts(column, strings).map(([name, text]) => row(name, [text]));
    return figureTable([strings.figure, strings.values], facts);
  }
  const earlier = new Map(columnFacts(before, strings));
  const facts = columnFacts(column, strings).map(([name, text]) =>
    row(name, [earlier.get(name) ?? '–', text])
  );
  return figureTable([strings.figure, strings.before, strings.after], facts);
}

function figureTable(titles: string[], rows: HTMLElement[]): HTMLElement {
  const heads = titles.map(title => element('th', { scope: 'col' }, title));
  const head = element(
    'thead',
    { class: titles.length === 2 ? 'iops-hidden' : '' },
    element('tr', {}, ...heads)
  );
  return element('table', { class: 'iops-figures' }, head, element('tbody', {}, ...rows));
}

function row(name: string, texts: string[]): HTMLElement {
  const cells = texts.map(text => element('td', {}, text));
  return element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
}

function shared({ column, drift, warnings }: Entry, model: Model, strings: ProfileStrings): Child[] {
  const isMasked = column.semantic?.personal === true;
  const samples = column.samples.map(value => element('li', {}, valueText(value, 80)));
  return [
    warnings.length === 0
      ? null
      : section(strings.warnings(warnings.length), ...warnings.map(one => told(one, strings))),
    drift === null ? null : texts(strings.newValues(drift.new_count), drift.new_categories),
    drift === null ? null : texts(strings.vanishedValues(drift.vanished_count), drift.vanished_categories),
    counts(strings.patterns, column.text?.patterns ?? []),
    texts(strings.goesWith, partners(column.name, model, strings)),
    samples.length === 0
      ? null
      : section(
          isMasked ? strings.samplesMasked : strings.samples,
          element('ul', { class: 'iops-list' }, ...samples)
        ),
    ...column.notes.map(note => element('p', { class: 'iops-muted' }, oneLine(note)))
  ];
}

function told(insight: Model['insights'][number], strings: ProfileStrings): HTMLElement {
  return element(
    'details',
    { class: 'iops-insight' },
    element('summary', {}, oneLine(insight.text)),
    statement(insight.query, strings)
  );
}

function texts(title: string, items: readonly string[]): HTMLElement | null {
  const lines = items.map(item => element('li', {}, oneLine(item)));
  return lines.length === 0 ? null : section(title, element('ul', { class: 'iops-list' }, ...lines));
}

function counts(title: string, items: readonly ValueCount[]): HTMLElement | null {
  return texts(
    title,
    items.map(item => `${valueText(item.value, 60)} (${shareText(item.share)})`)
  );
}

function partners(name: string, model: Model, strings: ProfileStrings): string[] {
  return model.profile.correlations
    .filter(one => one.left === name || one.right === name)
    .slice(0, MOST_PAIRS)
    .map(one => {
      const other = one.left === name ? one.right : one.left;
      const figure = strings.correlated(
        one.method.replaceAll('_', ' '),
        one.value.toFixed(3),
        figureText(one.rows)
      );
      return `${other}: ${figure}`;
    });
}
