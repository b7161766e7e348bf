/** Which part of the drawing is seen, and how large. */
import type { Box } from './layout/arrange';

const SMALLEST = 0.03;
const LARGEST = 3;
/** Free space round a drawing that is fitted, in pixels. */
const MARGIN = 28;

/** A view on the drawing: screen = world x k + (x, y). */
export interface Camera {
  x: number;
  y: number;
  k: number;
}

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The camera that shows a whole drawing, never larger than life. */
export function fitted(size: Size, drawing: Size): Camera {
  const k = clamp(
    Math.min(
      1,
      (size.width - 2 * MARGIN) / Math.max(1, drawing.width),
      (size.height - 2 * MARGIN) / Math.max(1, drawing.height)
    )
  );
  return { x: (size.width - drawing.width * k) / 2, y: (size.height - drawing.height * k) / 2, k };
}

/** The camera after zooming by `factor` with the point (px, py) of the screen held. */
export function zoomed(camera: Camera, factor: number, px: number, py: number): Camera {
  const k = clamp(camera.k * factor);
  const [wx, wy] = toWorld(camera, px, py);
  return { x: px - wx * k, y: py - wy * k, k };
}

/** The camera moved by pixels. */
export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** The camera with a box in the middle, at least at the size `least`. */
export function centred(camera: Camera, size: Size, box: Box, least: number): Camera {
  const k = Math.max(camera.k, least);
  const height = Math.min(box.height, size.height / k);
  return {
    x: size.width / 2 - (box.x + box.width / 2) * k,
    y: size.height / 2 - (box.y + height / 2) * k,
    k
  };
}

/** A point of the screen in the drawing. */
export function toWorld(camera: Camera, px: number, py: number): [number, number] {
  return [(px - camera.x) / camera.k, (py - camera.y) / camera.k];
}

/** The part of the drawing on the screen, widened by `margin` screens on each side. */
export function seen(camera: Camera, size: Size, margin: number): Box {
  const [x, y] = toWorld(camera, -size.width * margin, -size.height * margin);
  const scale = (1 + 2 * margin) / camera.k;
  return { x, y, width: size.width * scale, height: size.height * scale };
}

/** Whether two boxes share a point. */
export function overlap(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** Whether `inner` lies in `outer`. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function clamp(k: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, k));
}
