/** Lines between cards: their course, and which of them the pointer is on. */
import type { Box, Layout } from './layout/arrange';
import { CARD_WIDTH } from './layout/arrange';
import { pairKey } from './layout/model';
import type { Path, Strength } from './path';
import type { Scene, SceneEdge } from './scene';
import { rowAt, type Shape } from './shape';

/** A cubic curve: x and y of its start, its two control points and its end. */
type Curve = readonly [number, number, number, number, number, number, number, number];

/** A part of a line: its way between two ranks, or through one. */
interface Segment {
  points: Curve;
  /** SVG path data. */
  d: string;
  box: Box;
}

/** A line as drawn; it may stand for several edges. */
export interface Route {
  edges: SceneEdge[];
  direct: boolean;
  /** Null: not on the lit path. */
  lit: Strength | null;
  segments: readonly Segment[];
  box: Box;
}

/** One line for each pair of rows, kind and light. */
export function routesOf(
  scene: Scene,
  layout: Layout,
  shapes: ReadonlyMap<string, Shape>,
  path: Path | null
): Route[] {
  const routes = new Map<string, Route>();
  for (const edge of scene.edges) {
    const [source, target] = [layout.cards.get(edge.source), layout.cards.get(edge.target)];
    const [from, to] = [shapes.get(edge.source), shapes.get(edge.target)];
    if (!source || !target || !from || !to) {
      continue;
    }
    const y1 = source.y + rowAt(from, edge.sourceColumn);
    const y2 = target.y + rowAt(to, edge.targetColumn);
    const lit = path ? litOf(edge, path) : null;
    const key = `${edge.source}\u0000${edge.target}\u0000${y1} ${y2} ${String(edge.direct)} ${lit ?? ''}`;
    const known = routes.get(key);
    if (known) {
      known.edges.push(edge);
    } else {
      const bends = layout.bends.get(pairKey(edge)) ?? [];
      routes.set(key, route(edge, lit, course(source, y1, target, y2, bends, edge.source === edge.target)));
    }
  }
  return [...routes.values()];
}

/** A joined edge is as strong as its weakest part, and dark where one part is. */
function litOf(edge: SceneEdge, path: Path): Strength | null {
  const parts = edge.via.map(place => path.edges.get(place));
  if (parts.includes(undefined)) {
    return null;
  }
  return parts.includes('indirect') ? 'indirect' : 'direct';
}

function course(
  source: Box,
  y1: number,
  target: Box,
  y2: number,
  bends: readonly { x: number; y: number }[],
  isLoop: boolean
): Curve[] {
  const [x1, x2] = [source.x + CARD_WIDTH, target.x];
  if (isLoop) {
    const bulge = 36 + Math.abs(y2 - y1) / 3;
    const [up, down] = y1 === y2 ? [y1 - 12, y2 + 12] : [y1, y2];
    return [[x1, up, x1 + bulge, up, x1 + bulge, down, x1, down]];
  }
  if (x2 <= x1) {
    const reach = 80 + (x1 - x2) / 8;
    return [[x1, y1, x1 + reach, y1, x2 - reach, y2, x2, y2]];
  }
  const segments: Curve[] = [];
  let [x, y] = [x1, y1];
  for (const bend of bends) {
    segments.push(curve(x, y, bend.x, bend.y));
    segments.push(curve(bend.x, bend.y, bend.x + CARD_WIDTH, bend.y));
    [x, y] = [bend.x + CARD_WIDTH, bend.y];
  }
  segments.push(curve(x, y, x2, y2));
  return segments;
}

function curve(x1: number, y1: number, x2: number, y2: number): Curve {
  const middle = (x1 + x2) / 2;
  return [x1, y1, middle, y1, middle, y2, x2, y2];
}

function route(edge: SceneEdge, lit: Strength | null, curves: readonly Curve[]): Route {
  const segments = curves.map(points => ({ points, d: pathData(points), box: boxOf([points]) }));
  return { edges: [edge], direct: edge.direct, lit, segments, box: boxOf(curves) };
}

function boxOf(curves: readonly Curve[]): Box {
  const xs = curves.flatMap(one => [one[0], one[2], one[4], one[6]]);
  const ys = curves.flatMap(one => [one[1], one[3], one[5], one[7]]);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function pathData(points: Curve): string {
  const [x1 = 0, y1 = 0, ...rest] = points.map(value => Math.round(value * 10) / 10);
  const isLevel = points[1] === points[7] && points[3] === points[1] && points[5] === points[7];
  return `M${x1} ${y1}` + (isLevel ? `H${rest[4] ?? 0}` : `C${rest.join(' ')}`);
}

/** The line nearest to a point and not farther than `reach`; lit lines first. */
export function routeAt(routes: readonly Route[], x: number, y: number, reach: number): Route | null {
  let best: Route | null = null;
  let least = reach;
  for (const one of routes) {
    const { box } = one;
    const isNear =
      x >= box.x - reach &&
      x <= box.x + box.width + reach &&
      y >= box.y - reach &&
      y <= box.y + box.height + reach;
    const distance = isNear ? distanceTo(one, x, y) - (one.lit ? reach / 2 : 0) : Infinity;
    if (distance < least) {
      [best, least] = [one, distance];
    }
  }
  return best;
}

/** Straight pieces that a curve is measured by. */
const PIECES = 16;

function distanceTo(route: Route, x: number, y: number): number {
  let least = Infinity;
  for (const one of route.segments) {
    let [ax, ay] = [one.points[0], one.points[1]];
    for (let piece = 1; piece <= PIECES; piece++) {
      const [bx, by] = pointOn(one.points, piece / PIECES);
      least = Math.min(least, distanceToPiece(x, y, ax, ay, bx, by));
      [ax, ay] = [bx, by];
    }
  }
  return least;
}

function pointOn(one: Curve, t: number): [number, number] {
  const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return [
    a * one[0] + b * one[2] + c * one[4] + d * one[6],
    a * one[1] + b * one[3] + c * one[5] + d * one[7]
  ];
}

function distanceToPiece(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
