/** Building DOM without markup strings: text can only ever become text nodes. */

/** What an element may hold; null and undefined are left out. */
export type Child = Node | string | null | undefined;

/** Attributes by name; `false` and undefined leave an attribute out, `true` sets it empty. */
export type Attributes = Record<string, string | boolean | undefined>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  assign(node, attributes);
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** A 16 x 16 line icon from path data, hidden from assistive technology. */
export function icon(...paths: string[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  assign(svg, { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'iops-icon' });
  for (const data of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', data);
    svg.append(path);
  }
  return svg;
}

/** An SVG element with attributes and children. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, tag);
  assign(node, attributes);
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

function assign(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
}
