/** The drawing on the screen: only what is seen, or nearly, is in the document. */
import { svgElement } from '../shared/dom';
import { contains, overlap, seen, type Camera, type Size } from './camera';
import { cardElement, cardKey, type Detail } from './cards';
import type { Box } from './layout/arrange';
import { blockElements, lineElements } from './lines';
import type { Picture } from './picture';
import type { LineageStrings } from './strings';

/** Zoom below which cards are blocks without text, and below which they show their names only. */
const BLOCKS_BELOW = 0.3;
const NAMES_BELOW = 0.5;
/** Screens beyond each edge that are drawn ahead. */
const AHEAD = 0.35;

type Level = 'blocks' | Detail;

/** Draws pictures into an SVG element. */
export class Stage {
  readonly svg: SVGSVGElement;
  /** A layer of its own, so that panning moves what is painted already; zooming paints anew. */
  private readonly world = svgElement('g', { class: 'iops-world' });
  private readonly scale = svgElement('g', { class: 'iops-scale' });
  private readonly lines = svgElement('g');
  private readonly cards = svgElement('g');
  private readonly made = new Map<string, { key: string; element: SVGGElement }>();
  private picture: Picture | null = null;
  private drawn: { part: Box; level: Level } | null = null;
  private zoom = 0;

  constructor(private readonly strings: LineageStrings) {
    this.scale.append(this.lines, this.cards);
    this.world.append(this.scale);
    this.svg = svgElement('svg', { class: 'iops-canvas' }, this.world);
  }

  /** Shows a picture. */
  show(picture: Picture, camera: Camera, size: Size): void {
    this.picture = picture;
    this.drawn = null;
    this.look(camera, size);
  }

  /** Moves the view; draws only where it comes to parts that were not drawn. */
  look(camera: Camera, size: Size): void {
    this.world.setAttribute('transform', `translate(${camera.x} ${camera.y})`);
    if (this.zoom !== camera.k) {
      this.zoom = camera.k;
      this.scale.setAttribute('transform', `scale(${camera.k})`);
    }
    const level = levelOf(camera);
    if (this.picture && !this.covers(seen(camera, size, 0), level)) {
      this.drawn = { part: seen(camera, size, AHEAD), level };
      this.draw(this.picture, this.drawn.part, level);
    }
  }

  private covers(part: Box, level: Level): boolean {
    // Far zoomed out, what was drawn ahead for a closer view would be many times what is seen now.
    const drawn = this.drawn;
    return drawn?.level === level && contains(drawn.part, part) && drawn.part.width < part.width * 2;
  }

  private draw(picture: Picture, part: Box, level: Level): void {
    this.svg.classList.toggle('iops-far', level === 'blocks');
    this.lines.replaceChildren(...lineElements(picture.routes, picture.path !== null, part));
    if (level === 'blocks') {
      this.cards.replaceChildren(...blockElements(picture));
      this.made.clear();
      return;
    }
    const near = [...picture.cards.values()].filter(card => overlap(card.box, part));
    const kept = new Map(this.made);
    this.made.clear();
    for (const card of near) {
      const key = cardKey(card, level);
      const before = kept.get(card.node.id);
      const element = before?.key === key ? before.element : cardElement(card, level, this.strings);
      this.made.set(card.node.id, { key, element });
    }
    replaceChanged(
      this.cards,
      [...this.made.values()].map(({ element }) => element)
    );
  }
}

function levelOf(camera: Camera): Level {
  if (camera.k < BLOCKS_BELOW) {
    return 'blocks';
  }
  return camera.k < NAMES_BELOW ? 'name' : 'all';
}

/** Takes away what is gone and adds what is new; the order of cards does not matter, for they do not overlap. */
function replaceChanged(parent: SVGGElement, elements: readonly SVGElement[]): void {
  const wanted = new Set<Element>(elements);
  for (const child of [...parent.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  parent.append(...elements.filter(element => element.parentNode !== parent));
}
