/** Histograms, bars of values and shares as SVG. What hovering tells stands in `data-tip`. */
import { element, svgElement } from '../shared/dom';
import type { FilterKind } from './filters';
import { NO_LENS, type Lens } from './filtering';
import type { Column, Histogram, Value, ValueCount } from './payload';
import type { ProfileStrings } from './strings';
import { binText, figureText, oneLine, shareText, valueText } from './wording';

const VALUE_ROW = 15;

/** Pixels of a drawing. */
export interface Size {
  width: number;
  height: number;
}

/** How filters show in one picture, and whether it takes presses. */
export interface Look {
  kind: FilterKind;
  /** Position of the column. */
  column: number;
  lens: Lens;
  /** Whether its places can be reached from the keyboard. */
  hasKeys: boolean;
  strings: ProfileStrings;
}

/** Bars of the counts; a bin that is not empty is never invisible, and each can be hovered over its height. */
export function histogramPicture(
  histogram: Histogram,
  label: string,
  size: Size,
  look: Look | null = null
): SVGSVGElement {
  const most = Math.max(1, ...histogram.counts);
  const step = size.width / Math.max(1, histogram.counts.length);
  const left = leftOf(look, histogram.counts.length);
  const bar = (name: string, count: number, place: number): SVGRectElement => {
    const height = count > 0 ? Math.max(1.5, (Math.min(count, most) / most) * (size.height - 1)) : 0;
    return box(name, place * step, size.height - height, step - Math.min(1, step * 0.15), height);
  };
  const bars = histogram.counts.map((count, place) =>
    placeElement(
      look,
      place,
      tipText(binText(histogram, place), left?.[place], look),
      box('iops-reach', place * step, 0, step, size.height),
      bar(baseClass(look), count, place),
      left === null ? null : bar('iops-bar iops-left', left[place] ?? 0, place)
    )
  );
  const top = histogram.counts.indexOf(Math.max(...histogram.counts));
  const told = top < 0 ? label : `${label}; ${binText(histogram, top)}`;
  return drawing(told, size, 'iops-histogram', bars, look);
}

/** What is left of each place of the picture that is counted under filters. */
function leftOf(look: Look | null, places: number): number[] | null {
  const counts = look?.lens.left?.counts ?? null;
  return counts?.length === places ? counts : null;
}

/** Bars of all rows are pale while filters are on. */
function baseClass(look: Look | null): string {
  return look?.lens.isFiltered === true ? 'iops-bar iops-base' : 'iops-bar';
}

function tipText(text: string, left: number | undefined, look: Look | null): string {
  return left === undefined || look === null ? text : `${text}; ${look.strings.leftOf(figureText(left))}`;
}

/** One bin or value: what hovering tells, and where it can be pressed, by which place. */
function placeElement(
  look: Look | null,
  place: number,
  tip: string,
  ...children: (SVGElement | null)[]
): SVGGElement {
  const node = svgElement('g', { class: 'iops-bin', 'data-tip': tip }, ...children);
  if (look?.lens.can(look.kind) !== true) {
    return node;
  }
  const isPicked = look.lens.picked(look.kind).has(place);
  node.dataset['place'] = String(place);
  node.classList.toggle('iops-picked', isPicked);
  if (look.hasKeys) {
    const attributes = { role: 'button', 'aria-label': tip, 'aria-pressed': String(isPicked) };
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.setAttribute('tabindex', place === 0 ? '0' : '-1');
  }
  return node;
}

/** The most frequent values as bars with their text, longest first. */
export function valuesPicture(
  values: readonly ValueCount[],
  label: string,
  width: number,
  most: number,
  look: Look | null = null
): SVGSVGElement {
  const shown = values.slice(0, most);
  const left = leftOf(look, values.length);
  const greatest = Math.max(1, ...shown.map(one => one.count));
  const rows = shown.map((one, place) => {
    const [y, share] = [place * VALUE_ROW, shareText(one.share)];
    const letters = Math.max(4, Math.floor((width - 50) / 6.6));
    const tip = `${valueText(one.value, 200)}: ${figureText(one.count)} (${share})`;
    const bar = (name: string, count: number): SVGRectElement => {
      const long = (width * Math.min(count, greatest)) / greatest;
      return box(name, 0, y + 1, count > 0 ? Math.max(2, long) : 0, VALUE_ROW - 2);
    };
    return placeElement(
      look,
      place,
      tipText(tip, left?.[place], look),
      box('iops-reach', 0, y, width, VALUE_ROW),
      bar(`${baseClass(look)} iops-soft`, one.count),
      left === null ? null : bar('iops-bar iops-left iops-soft', left[place] ?? 0),
      words(4, y + 11, valueText(one.value, letters), 'start'),
      words(width - 3, y + 11, share, 'end')
    );
  });
  const told = shown.map(one => `${valueText(one.value, 40)} ${shareText(one.share)}`).join(', ');
  return drawing(`${label}: ${told}`, { width, height: shown.length * VALUE_ROW }, 'iops-values', rows, look);
}

/** A track that is filled by `share`. */
export function shareBar(share: number): HTMLElement {
  const fill = element('span', {});
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { class: 'iops-share', 'aria-hidden': 'true' }, fill);
}

/** What a column looks like at a glance; null where nothing of it is known. */
export function columnPicture(
  column: Column,
  strings: ProfileStrings,
  size: Size,
  lens: Lens = NO_LENS
): Element | null {
  const name = oneLine(column.name, 80);
  const rows = Math.floor(size.height / VALUE_ROW);
  const kind = shownKind(column);
  const look: Look = { kind, column: column.position, lens, hasKeys: false, strings };
  if (kind === 'value') {
    return valuesPicture(column.top_values, strings.topOf(name), size.width, rows, look);
  }
  if (column.histogram !== null) {
    return histogramPicture(column.histogram, strings.histogramOf(name), size, look);
  }
  const lengths = column.text?.lengths ?? null;
  return lengths === null ? null : histogramPicture(lengths, strings.lengthsOf(name), size, look);
}

/** The picture of a column that filters count anew; as `shown_picture` in `profiling/places.py`. */
export function shownKind(column: Column): FilterKind {
  if (isShownByValues(column)) {
    return 'value';
  }
  return column.histogram === null ? 'length' : 'range';
}

/** Whether the most frequent values tell more than a histogram. */
export function isShownByValues(column: Column): boolean {
  const [first] = column.top_values;
  if (first === undefined) {
    return false;
  }
  return column.kind === 'boolean' || (column.histogram === null && first.count > 1);
}

/** The least and the greatest edge, for an axis below a histogram. */
export function axis(histogram: Histogram): HTMLElement {
  const ends: Value[] = [histogram.edges[0] ?? null, histogram.edges.at(-1) ?? null];
  const texts = ends.map(end => element('span', {}, valueText(end, 24)));
  return element('div', { class: 'iops-axis', 'aria-hidden': 'true' }, ...texts);
}

function drawing(
  label: string,
  size: Size,
  name: string,
  children: SVGElement[],
  look: Look | null
): SVGSVGElement {
  const { width, height } = size;
  // A picture whose parts are buttons is no image: an image hides what is in it.
  const hasButtons = look?.hasKeys === true && look.lens.can(look.kind);
  const attributes = {
    class: name,
    viewBox: `0 0 ${width} ${height}`,
    role: hasButtons ? 'group' : 'img',
    'aria-label': label,
    'data-kind': look?.kind,
    'data-column': look === null ? undefined : String(look.column)
  };
  return svgElement('svg', { ...attributes, width: String(width), height: String(height) }, ...children);
}

function box(name: string, x: number, y: number, width: number, height: number): SVGRectElement {
  const [left, top] = [x.toFixed(1), y.toFixed(1)];
  return svgElement('rect', {
    class: name,
    x: left,
    y: top,
    width: width.toFixed(1),
    height: height.toFixed(1)
  });
}

function words(x: number, y: number, text: string, anchor: string): SVGTextElement {
  return svgElement('text', { x: String(x), y: String(y), 'text-anchor': anchor }, text);
}
