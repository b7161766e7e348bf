/** The whole drawing as a file of its own: an SVG without scripts or styles from outside, or a PNG of it. */
import { svgElement } from '../shared/dom';
import { cardElement } from './cards';
import { lineElements } from './lines';
import type { Picture } from './picture';
import type { LineageStrings } from './strings';

const MARGIN = 24;
/** Pixels of a PNG for one of the drawing, and the most it may have in all: browsers refuse larger canvases. */
const SHARPNESS = 2;
const MOST_PIXELS = 60_000_000;

const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity'
];
const TEXT_PROPERTIES = ['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor'];

/** The text of an SVG file of the whole picture, in the colours that `host` has now. */
export function svgText(picture: Picture, host: HTMLElement, strings: LineageStrings): string {
  const { width, height } = sizeOf(picture);
  const background = svgElement('rect', { width: String(width), height: String(height) });
  background.setAttribute('fill', getComputedStyle(host).backgroundColor);
  const world = svgElement('g', { transform: `translate(${MARGIN} ${MARGIN})` });
  const lines = lineElements(picture.routes, picture.path !== null, null);
  const cards = [...picture.cards.values()].map(card => cardElement(card, 'all', strings));
  world.append(svgElement('g', {}, ...lines), ...cards);
  const svg = svgElement('svg', { class: 'iops-canvas iops-saving', 'aria-hidden': 'true' }, world);
  host.append(svg);
  inlineStyles(world);
  svg.remove();
  for (const name of ['class', 'aria-hidden']) {
    svg.removeAttribute(name);
  }
  svg.prepend(svgElement('title', {}, strings.canvas), background);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  return new XMLSerializer().serializeToString(svg);
}

/** A PNG of an SVG file's text. */
export async function pngOf(svg: string, picture: Picture): Promise<Blob> {
  const { width, height } = sizeOf(picture);
  const scale = Math.min(
    SHARPNESS,
    Math.sqrt(MOST_PIXELS / (width * height)),
    16_000 / Math.max(width, height)
  );
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('No picture'))), 'image/png')
  );
}

function sizeOf(picture: Picture): { width: number; height: number } {
  return {
    width: Math.ceil(picture.size.width + 2 * MARGIN),
    height: Math.ceil(picture.size.height + 2 * MARGIN)
  };
}

/** Writes what the style sheet gives each element into its attributes, and takes classes away. */
function inlineStyles(world: SVGElement): void {
  const known = new Map<string, [string, string][]>();
  const elements = [...world.querySelectorAll<SVGElement>('*')].filter(one => one.tagName !== 'title');
  const styles = elements.map(one => {
    const key = styleKey(one, world);
    const style = known.get(key) ?? styleOf(one);
    known.set(key, style);
    return style;
  });
  elements.forEach((one, place) => {
    one.removeAttribute('class');
    styles[place]?.forEach(([name, value]) => one.setAttribute(name, value));
  });
}

/** Elements of the same tag and classes below the same classes look alike. */
function styleKey(element: Element, root: Element): string {
  const names: string[] = [];
  for (let one: Element | null = element; one && one !== root; one = one.parentElement) {
    names.push(`${one.tagName}.${one.getAttribute('class') ?? ''}`);
  }
  return names.join('<');
}

function styleOf(element: SVGElement): [string, string][] {
  const style = getComputedStyle(element);
  const isText = element.tagName === 'text' || element.tagName === 'tspan';
  const names = element.tagName === 'g' ? ['opacity'] : [...PROPERTIES, ...(isText ? TEXT_PROPERTIES : [])];
  return names
    .map((name): [string, string] => [name, style.getPropertyValue(name)])
    .filter(([name, value]) => value !== '' && !(name.endsWith('opacity') && value === '1'));
}
