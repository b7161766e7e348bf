/** Histograms, bars of values and shares as SVG. What hovering tells stands in `data-tip`. */
import { element, svgElement } from '../shared/dom';
import type { Column, Histogram, Value, ValueCount } from './payload';
import type { ProfileStrings } from './strings';
import { binText, figureText, oneLine, shareText, valueText } from './wording';

const VALUE_ROW = 15;

/** Pixels of a drawing. */
export interface Size {
  width: number;
  height: number;
}

/** Bars of the counts; a bin that is not empty is never invisible, and each can be hovered over its height. */
export function histogramPicture(histogram: Histogram, label: string, size: Size): SVGSVGElement {
  const most = Math.max(1, ...histogram.counts);
  const step = size.width / Math.max(1, histogram.counts.length);
  const bars = histogram.counts.map((count, place) => {
    const height = count > 0 ? Math.max(1.5, (count / most) * (size.height - 1)) : 0;
    return svgElement(
      'g',
      { class: 'iops-bin', 'data-tip': binText(histogram, place) },
      box('iops-reach', place * step, 0, step, size.height),
      box('iops-bar', place * step, size.height - height, step - Math.min(1, step * 0.15), height)
    );
  });
  const top = histogram.counts.indexOf(Math.max(...histogram.counts));
  const told = top < 0 ? label : `${label}; ${binText(histogram, top)}`;
  return drawing(told, size, 'iops-histogram', bars);
}

/** The most frequent values as bars with their text, longest first. */
export function valuesPicture(
  values: readonly ValueCount[],
  label: string,
  width: number,
  most: number
): SVGSVGElement {
  const shown = values.slice(0, most);
  const greatest = Math.max(1, ...shown.map(one => one.count));
  const rows = shown.map((one, place) => {
    const [y, share] = [place * VALUE_ROW, shareText(one.share)];
    const letters = Math.max(4, Math.floor((width - 50) / 6.6));
    const tip = `${valueText(one.value, 200)}: ${figureText(one.count)} (${share})`;
    return svgElement(
      'g',
      { class: 'iops-bin', 'data-tip': tip },
      box('iops-reach', 0, y, width, VALUE_ROW),
      box('iops-bar iops-soft', 0, y + 1, Math.max(2, (width * one.count) / greatest), VALUE_ROW - 2),
      words(4, y + 11, valueText(one.value, letters), 'start'),
      words(width - 3, y + 11, share, 'end')
    );
  });
  const told = shown.map(one => `${valueText(one.value, 40)} ${shareText(one.share)}`).join(', ');
  return drawing(`${label}: ${told}`, { width, height: shown.length * VALUE_ROW }, 'iops-values', rows);
}

/** A track that is filled by `share`. */
export function shareBar(share: number): HTMLElement {
  const fill = element('span', {});
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { class: 'iops-share', 'aria-hidden': 'true' }, fill);
}

/** What a column looks like at a glance; null where nothing of it is known. */
export function columnPicture(column: Column, strings: ProfileStrings, size: Size): Element | null {
  const name = oneLine(column.name, 80);
  const rows = Math.floor(size.height / VALUE_ROW);
  if (isShownByValues(column)) {
    return valuesPicture(column.top_values, strings.topOf(name), size.width, rows);
  }
  if (column.histogram !== null) {
    return histogramPicture(column.histogram, strings.histogramOf(name), size);
  }
  const lengths = column.text?.lengths ?? null;
  return lengths === null ? null : histogramPicture(lengths, strings.lengthsOf(name), size);
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

function drawing(label: string, size: Size, name: string, children: SVGElement[]): SVGSVGElement {
  const { width, height } = size;
  const attributes = { class: name, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label };
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
