/** A small map of a large drawing, with a frame round what is seen. Pressing or dragging on it moves the view. */
import { svgElement } from '../shared/dom';
import { seen, type Camera, type Size } from './camera';
import { blockElements } from './lines';
import type { Picture } from './picture';

/** Cards from which on there is a map. */
const MANY = 31;
const WIDTH = 176;
const HEIGHT = 112;

/** The map; hidden while the drawing is small. */
export class Minimap {
  readonly svg = svgElement('svg', { class: 'iops-minimap', 'aria-hidden': 'true' });
  private readonly frame = svgElement('rect', { class: 'iops-frame-seen' });

  /** `onMove` is asked to bring a point of the drawing to the middle. */
  constructor(onMove: (x: number, y: number) => void) {
    this.svg.setAttribute('width', `${WIDTH}`);
    this.svg.setAttribute('height', `${HEIGHT}`);
    const move = (event: PointerEvent): void => {
      const matrix = this.svg.getScreenCTM();
      if (matrix && event.buttons === 1) {
        const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
        onMove(point.x, point.y);
      }
    };
    this.svg.addEventListener('pointerdown', event => {
      this.svg.setPointerCapture(event.pointerId);
      move(event);
    });
    this.svg.addEventListener('pointermove', move);
  }

  /** Shows a picture. */
  show(picture: Picture): void {
    const { width, height } = picture.size;
    const margin = Math.max(width, height) * 0.03;
    this.svg.toggleAttribute('hidden', picture.cards.size < MANY);
    this.svg.setAttribute('viewBox', `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`);
    this.svg.replaceChildren(...blockElements(picture), this.frame);
  }

  /** Moves the frame. */
  look(camera: Camera, size: Size): void {
    for (const [name, value] of Object.entries(seen(camera, size, 0))) {
      this.frame.setAttribute(name, String(value));
    }
  }
}
