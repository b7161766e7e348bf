/** All lines of one look as one SVG path: thousands of lines cost a handful of elements. */
import { svgElement } from '../shared/dom';
import { overlap } from './camera';
import type { Box } from './layout/arrange';
import type { Picture } from './picture';
import type { Route } from './routes';
import type { NodeKind } from './payload';

/** The lines of a picture that touch `part`; from lowest to topmost. */
export function lineElements(routes: readonly Route[], isLit: boolean, part: Box | null): SVGElement[] {
  const looks = new Map<string, { lines: string[]; heads: string[] }>(
    ['indirect', 'direct', 'lit-indirect', 'lit-direct'].map(look => [look, { lines: [], heads: [] }])
  );
  for (const route of routes) {
    if (part === null || overlap(route.box, part)) {
      const look = looks.get(lookOf(route));
      look?.lines.push(route.d);
      look?.heads.push(headOf(route));
    }
  }
  return [...looks].flatMap(([look, { lines, heads }]) => {
    const dim = isLit && !look.startsWith('lit') ? ' iops-dim' : '';
    return lines.length === 0
      ? []
      : [
          svgElement('path', { class: `iops-line iops-${look}${dim}`, d: lines.join('') }),
          svgElement('path', { class: `iops-arrow iops-${look}${dim}`, d: heads.join('') })
        ];
  });
}

function lookOf(route: Route): string {
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
  const [x, y] = [Math.round(last[6] * 10) / 10, Math.round(last[7] * 10) / 10];
  // A loop comes back from the right.
  const back = last[4] > last[6] ? 6 : -6;
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
