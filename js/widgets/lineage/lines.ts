/**
 * Lines that look alike and run between the same ranks as one SVG path: thousands of lines cost a few dozen
 * elements, and the browser paints only those near what is seen.
 */
import { svgElement } from '../shared/dom';
import { overlap } from './camera';
import { CARD_WIDTH, RANK_GAP, type Box } from './layout/arrange';
import type { Picture } from './picture';
import type { Route } from './routes';
import type { NodeKind } from './payload';

/** From lowest to topmost. */
const LOOKS = ['indirect', 'direct', 'lit-indirect', 'lit-direct'] as const;

type Look = (typeof LOOKS)[number];

/** The lines of a picture that touch `part`; null: all. What several lines share is drawn once. */
export function lineElements(routes: readonly Route[], isLit: boolean, part: Box | null): SVGElement[] {
  const lines = new Map(LOOKS.map(look => [look, new Map<number, Set<string>>()]));
  const heads = new Map(LOOKS.map(look => [look, new Map<number, Set<string>>()]));
  for (const route of routes.filter(one => part === null || overlap(one.box, part))) {
    const look = lookOf(route);
    for (const one of route.segments) {
      if (part === null || overlap(one.box, part)) {
        put(lines.get(look), one.box.x, one.d);
      }
    }
    put(heads.get(look), route.box.x + route.box.width, headOf(route));
  }
  return LOOKS.flatMap(look => {
    const dim = isLit && !look.startsWith('lit') ? ' iops-dim' : '';
    return [
      ...paths(lines.get(look), `iops-line iops-${look}${dim}`),
      ...paths(heads.get(look), `iops-arrow iops-${look}${dim}`)
    ];
  });
}

function put(columns: Map<number, Set<string>> | undefined, x: number, d: string): void {
  const column = Math.floor(x / (CARD_WIDTH + RANK_GAP));
  columns?.set(column, (columns.get(column) ?? new Set()).add(d));
}

function paths(columns: ReadonlyMap<number, ReadonlySet<string>> | undefined, look: string): SVGElement[] {
  return [...(columns?.values() ?? [])].map(parts =>
    svgElement('path', { class: look, d: [...parts].join('') })
  );
}

function lookOf(route: Route): Look {
  if (route.lit) {
    return `lit-${route.lit}`;
  }
  return route.direct ? 'direct' : 'indirect';
}

function headOf(route: Route): string {
  const last = route.segments.at(-1);
  if (!last) {
    return '';
  }
  const [, , , , backX, , endX, endY] = last.points;
  const [x, y] = [Math.round(endX * 10) / 10, Math.round(endY * 10) / 10];
  // A loop comes back from the right.
  const back = backX > endX ? 6 : -6;
  return `M${x} ${y}l${back} -3.5v7z`;
}

/** The cards of a picture as one rectangle each, in one path a look: what a map shows. */
export function blockElements(picture: Picture): SVGElement[] {
  const looks = new Map<string, string[]>();
  for (const card of picture.cards.values()) {
    const { x, y, width, height } = card.box;
    const light = picture.path && !card.isDim ? 'iops-lit' : card.isDim ? 'iops-dim' : '';
    const look = `iops-block ${kindClass(card.node.kind)} ${card.isMatch ? 'iops-match' : light}`;
    const blocks = looks.get(look) ?? [];
    looks.set(look, blocks);
    blocks.push(`M${x} ${Math.round(y)}h${width}v${height}h${-width}z`);
  }
  return [...looks].map(([look, blocks]) => svgElement('path', { class: look, d: blocks.join('') }));
}

function kindClass(kind: NodeKind): string {
  return `iops-kind-${kind}`;
}
