/** Pointer and wheel on the drawing: dragging moves, wheel and pinch zoom, a press without a move is a click. */
import { moved, zoomed, type Camera } from './camera';

/** Pixels that a press may move and still be a click. */
const STILL = 4;
/** Pixels that the pointer must move over the drawing before the wheel zooms instead of scrolling the page. */
const ENGAGED = 12;
/** Milliseconds without a turn after which the wheel may go back to the page. */
const WHEEL_REST_MS = 600;

/** What gestures act on. */
export interface GestureTarget {
  camera: () => Camera;
  /** Called for each change of the view. */
  onCamera: (camera: Camera) => void;
  /** A click at a point of the element. */
  onClick: (x: number, y: number) => void;
  /** The pointer rests or moves at a point of the element, with no button down. */
  onHover: (x: number, y: number) => void;
}

/** Listens on `node` until the returned function is called. */
export function listenToGestures(node: SVGSVGElement, target: GestureTarget): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  const pointers = new Pointers(node, target);
  const wheel = new Wheel(node, target);
  node.addEventListener('pointerdown', event => pointers.down(event), { signal });
  node.addEventListener('pointermove', event => pointers.move(event), { signal });
  node.addEventListener('pointermove', event => wheel.pointerMoved(event), { signal });
  node.addEventListener('pointerup', event => pointers.up(event), { signal });
  node.addEventListener('pointercancel', event => pointers.cancel(event), { signal });
  node.addEventListener('wheel', event => wheel.turn(event), { signal, passive: false });
  document.addEventListener('scroll', () => wheel.pageScrolled(), { signal, capture: true, passive: true });
  return () => listeners.abort();
}

function pointOf(node: Element, event: MouseEvent): [number, number] {
  const box = node.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

class Pointers {
  private readonly down_ = new Map<number, [number, number]>();
  private travelled = 0;

  constructor(
    private readonly node: SVGSVGElement,
    private readonly target: GestureTarget
  ) {}

  down(event: PointerEvent): void {
    if (event.button === 0) {
      this.travelled = this.down_.size === 0 ? 0 : STILL + 1;
      this.down_.set(event.pointerId, pointOf(this.node, event));
    }
  }

  move(event: PointerEvent): void {
    const point = pointOf(this.node, event);
    const before = this.down_.get(event.pointerId);
    if (!before) {
      if (this.down_.size === 0) {
        this.target.onHover(...point);
      }
      return;
    }
    this.travelled += Math.abs(point[0] - before[0]) + Math.abs(point[1] - before[1]);
    if (this.travelled <= STILL) {
      return;
    }
    this.node.setPointerCapture(event.pointerId);
    const other = [...this.down_].find(([id]) => id !== event.pointerId)?.[1];
    this.down_.set(event.pointerId, point);
    this.target.onCamera(
      other
        ? pinched(this.target.camera(), before, point, other)
        : moved(this.target.camera(), point[0] - before[0], point[1] - before[1])
    );
  }

  up(event: PointerEvent): void {
    if (this.down_.delete(event.pointerId) && this.travelled <= STILL) {
      this.target.onClick(...pointOf(this.node, event));
    }
  }

  cancel(event: PointerEvent): void {
    this.down_.delete(event.pointerId);
  }
}

type Point = readonly [number, number];

function pinched(camera: Camera, before: Point, now: Point, other: Point): Camera {
  const distance = (point: Point): number => Math.hypot(point[0] - other[0], point[1] - other[1]);
  const [middleX, middleY] = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
  const shifted = moved(camera, (now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  return zoomed(shifted, distance(now) / Math.max(1, distance(before)), middleX, middleY);
}

/** A page that scrolls under a resting pointer goes on scrolling; a pointer that was moved here zooms. */
class Wheel {
  private travelled = 0;
  private lastTurn = 0;

  constructor(
    private readonly node: SVGSVGElement,
    private readonly target: GestureTarget
  ) {}

  pointerMoved(event: PointerEvent): void {
    this.travelled += Math.abs(event.movementX) + Math.abs(event.movementY);
  }

  pageScrolled(): void {
    this.travelled = 0;
  }

  turn(event: WheelEvent): void {
    const isZooming = performance.now() - this.lastTurn < WHEEL_REST_MS;
    const isMeant = event.ctrlKey || event.metaKey || this.travelled >= ENGAGED || this.hasFocus();
    if (!isMeant && !isZooming) {
      return;
    }
    event.preventDefault();
    this.lastTurn = performance.now();
    this.target.onCamera(zoomed(this.target.camera(), wheelFactor(event), ...pointOf(this.node, event)));
  }

  private hasFocus(): boolean {
    const root = this.node.getRootNode();
    return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === this.node;
  }
}

/** Lines and pages count as 25 and 400 pixels; a pinch on a touchpad sends small steps with Ctrl held. */
function wheelFactor(event: WheelEvent): number {
  const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 25 : 400;
  return Math.exp(-event.deltaY * unit * (event.ctrlKey && event.deltaMode === 0 ? 0.01 : 0.0018));
}
