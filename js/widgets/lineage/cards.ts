/** A card as SVG. */
import { svgElement } from '../shared/dom';
import { CHEVRON, KIND_ICONS } from './icons';
import { CARD_WIDTH } from './layout/arrange';
import type { NodeKind } from './payload';
import { HANDLE, type Card } from './picture';
import { HEADER, ROW } from './shape';
import type { LineageStrings } from './strings';
import { fit, label, nameParts } from './text';
import type { Direction } from './graph';

/** Width of a letter in the header, the line below it, and a row, in pixels; a little wide to be safe. */
const UNITS = { title: 7.1, sub: 5.9, row: 7.25, large: 15 };
const RADIUS: Record<NodeKind, number> = {
  table: 6,
  view: 6,
  file: 2,
  dataframe: 6,
  cell: 2,
  query: 20,
  cte: 20,
  metric: 12,
  verified_query: 12,
  unknown: 6
};

/** How closely cards are looked at: by name only, or with their columns. */
export type Detail = 'name' | 'all';

/** A text that changes where the card would look different. */
export function cardKey(card: Card, detail: Detail): string {
  const { node, box, shape, mode, lit, isDim, selected, isMatch, hidden } = card;
  const rows = detail === 'all' ? [shape.columns.map(name => [name, lit.get(name)]), shape.more] : [];
  return JSON.stringify([
    node.id, detail, box, mode, rows, lit.size > 0, isDim, selected, isMatch, hidden
  ]); // prettier-ignore
}

/** The SVG of a card. */
export function cardElement(card: Card, detail: Detail, strings: LineageStrings): SVGGElement {
  const { node, box, selected } = card;
  const group = svgElement(
    'g',
    { class: cardClass(card), transform: `translate(${box.x} ${box.y})`, 'data-node': node.id },
    svgElement('title', {}, `${label(node.name)} (${strings.kinds[node.kind]})`),
    ...frame(card, selected === 'card')
  );
  if (detail === 'name') {
    const name = fit(nameParts(node.name, node.kind).last, box.width - 28, UNITS.large);
    group.append(svgElement('text', { class: 'iops-large', x: '16', y: '30' }, name));
    return group;
  }
  group.append(...header(card, strings), ...rows(card, strings), ...handles(card));
  return group;
}

function cardClass(card: Card): string {
  const states = {
    'iops-dim': card.isDim,
    'iops-selected': card.selected === 'card',
    'iops-match': card.isMatch,
    'iops-stale': card.node.stale
  };
  const on = Object.entries(states).filter(([, is]) => is);
  return ['iops-card', `iops-kind-${card.node.kind}`, ...on.map(([name]) => name)].join(' ');
}

function frame(card: Card, isSelected: boolean): SVGElement[] {
  const { node, box } = card;
  const outline = outlinePath(node.kind, box.width, box.height);
  const head = outlinePath(node.kind, box.width, Math.min(HEADER, box.height), box.height > HEADER);
  const parts = [
    svgElement('path', { class: 'iops-sheet', d: outline }),
    svgElement('path', { class: 'iops-head', d: head })
  ];
  if (node.kind === 'file') {
    parts.push(svgElement('path', { class: 'iops-fold', d: `M${box.width - 14} 0v14h14` }));
  }
  if (node.kind === 'dataframe' || node.kind === 'cell') {
    parts.push(svgElement('path', { class: 'iops-stripe', d: `M2.5 7V${Math.max(12, box.height - 7)}` }));
  }
  if (isSelected || card.isMatch) {
    const ring = outlinePath(node.kind, box.width + 8, box.height + 8);
    parts.push(svgElement('path', { class: 'iops-ring', d: ring, transform: 'translate(-4 -4)' }));
  }
  return parts;
}

/** A rectangle with the corners of the kind; a file has one folded, and `isTop` leaves the lower ones square. */
function outlinePath(kind: NodeKind, width: number, height: number, isTop = false): string {
  const radius = Math.min(RADIUS[kind], height / 2);
  const low = isTop ? 0 : radius;
  const right = kind === 'file' ? `H${width - 14}l14 14` : `H${width - radius}${corner(radius, 1, 1)}`;
  return (
    `M${radius} 0${right}V${height - low}${corner(low, -1, 1)}H${low}${corner(low, -1, -1)}` +
    `V${radius}${corner(radius, 1, -1)}z`
  );
}

function corner(radius: number, x: number, y: number): string {
  return radius === 0 ? '' : `a${radius} ${radius} 0 0 1 ${x * radius} ${y * radius}`;
}

function header(card: Card, strings: LineageStrings): SVGElement[] {
  const { node, box, mode } = card;
  const { last, before } = nameParts(node.name, node.kind);
  const kind = strings.kinds[node.kind];
  const room = box.width - 34 - (node.columns.length > 0 ? 50 : 12);
  const parts: SVGElement[] = [
    kindIcon(node.kind),
    svgElement('text', { class: 'iops-title', x: '34', y: '18' }, fit(last, room, UNITS.title)),
    subtitle(card, before === '' ? kind : `${kind} · ${before}`, room, strings)
  ];
  if (node.columns.length > 0) {
    const sign = mode === 'closed' ? CHEVRON.closed : CHEVRON.open;
    parts.push(
      svgElement('text', { class: 'iops-count', x: `${box.width - 24}`, y: '25' }, `${node.columns.length}`),
      svgElement('path', { class: 'iops-chevron', d: sign, transform: `translate(${box.width - 14} 21)` })
    );
  }
  return parts;
}

function subtitle(card: Card, text: string, room: number, strings: LineageStrings): SVGElement {
  const line = svgElement('text', { class: 'iops-sub', x: '34', y: '33' });
  if (card.node.stale) {
    const stale = svgElement('tspan', { class: 'iops-stale-word' }, `${strings.stale} `);
    line.append(stale, fit(`· ${text}`, room - 34, UNITS.sub));
  } else {
    line.append(fit(text, room, UNITS.sub));
  }
  return line;
}

function kindIcon(kind: NodeKind): SVGElement {
  const paths = KIND_ICONS[kind].map(d => svgElement('path', { d }));
  return svgElement('g', { class: 'iops-kind', transform: 'translate(11 13)' }, ...paths);
}

function rows(card: Card, strings: LineageStrings): SVGElement[] {
  const { shape } = card;
  const parts = shape.columns.map((column, place) => row(card, column, place));
  if (shape.more > 0 || shape.fewer) {
    const words = shape.more > 0 ? strings.more(shape.more) : strings.fewer;
    const y = HEADER + shape.columns.length * ROW + 14;
    parts.push(svgElement('text', { class: 'iops-more', x: '34', y: `${y}` }, `… ${words}`));
  }
  return parts;
}

function row(card: Card, column: string, place: number): SVGElement {
  const y = HEADER + place * ROW;
  const strength = card.lit.get(column);
  const isSelected = typeof card.selected === 'object' && card.selected?.column === column;
  const classes = ['iops-row', strength ? `iops-lit-${strength}` : '', isSelected ? 'iops-chosen' : ''];
  const text = fit(column, card.box.width - 34 - 12, UNITS.row);
  return svgElement(
    'g',
    { class: classes.filter(Boolean).join(' '), 'data-column': label(column) },
    svgElement('rect', { x: '5', y: `${y}`, width: `${CARD_WIDTH - 10}`, height: `${ROW}`, rx: '4' }),
    svgElement('circle', { cx: '19', cy: `${y + ROW / 2}`, r: '3' }),
    svgElement('text', { x: '34', y: `${y + 14}` }, text)
  );
}

function handles(card: Card): SVGElement[] {
  const parts: SVGElement[] = [];
  for (const direction of ['upstream', 'downstream'] as const) {
    const count = card.hidden[direction];
    if (count > 0) {
      parts.push(handle(card, direction, count));
    }
  }
  return parts;
}

function handle(card: Card, direction: Direction, count: number): SVGElement {
  const x = direction === 'upstream' ? -HANDLE - 3 : card.box.width + HANDLE + 3;
  return svgElement(
    'g',
    { class: 'iops-handle', transform: `translate(${x} ${HEADER / 2})` },
    svgElement('circle', { r: `${HANDLE}` }),
    svgElement('text', { y: '3.5' }, count > 99 ? '+' : `+${count}`)
  );
}
