/** What the looks of lines and cards mean. */
import { element, icon, svgElement } from '../shared/dom';
import { KIND_ICONS } from './icons';
import { KINDS, type LineageNode } from './payload';
import type { LineageStrings } from './strings';

/** The legend of the kinds that occur. */
export function legend(nodes: readonly LineageNode[], strings: LineageStrings): HTMLElement {
  const present = new Set(nodes.map(node => node.kind));
  const kinds = KINDS.filter(kind => present.has(kind)).map(kind =>
    element(
      'li',
      {},
      element('span', { class: `iops-kind-mark iops-kind-${kind}` }, icon(...KIND_ICONS[kind])),
      strings.kinds[kind]
    )
  );
  return element(
    'ul',
    { class: 'iops-legend' },
    element('li', {}, sample('direct'), strings.direct),
    element('li', {}, sample('indirect'), strings.indirect),
    ...kinds
  );
}

function sample(look: 'direct' | 'indirect'): SVGElement {
  const line = svgElement('path', { class: `iops-line iops-lit-${look}`, d: 'M1 5h24' });
  return svgElement('svg', { class: 'iops-sample', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, line);
}
