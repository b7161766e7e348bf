/** Everything that is drawn, worked out: cards with their places and light, and lines. No DOM here. */
import type { Direction, Graph } from './graph';
import { arrange, structureOf, type Box } from './layout/arrange';
import type { Component } from './layout/model';
import { trace, type Path, type Strength } from './path';
import type { LineageNode } from './payload';
import { routesOf, type Route } from './routes';
import { sceneOf, type Scene } from './scene';
import { HEADER, litColumns, ROW, shapeOf, type Mode, type Shape } from './shape';
import { foldedIds, modeOf, sameScene, type ViewState } from './state';

/** A card as drawn. */
export interface Card {
  node: LineageNode;
  box: Box;
  shape: Shape;
  mode: Mode;
  lit: ReadonlyMap<string, Strength>;
  /** Whether something is lit, and nothing of this card. */
  isDim: boolean;
  /** Selected as a whole (`card`), or one of its columns. */
  selected: 'card' | { column: string } | null;
  isMatch: boolean;
  hidden: Readonly<Record<Direction, number>>;
}

/** A drawing. */
export interface Picture {
  cards: ReadonlyMap<string, Card>;
  routes: readonly Route[];
  path: Path | null;
  scene: Scene;
  size: { width: number; height: number };
}

/** Makes pictures of one graph; what did not change since the last one is kept. */
export class Painter {
  private state: ViewState | null = null;
  private scene: Scene = { nodes: [], edges: [], hidden: new Map() };
  private structure: Component[] = [];

  constructor(private readonly graph: Graph) {}

  /** The picture of a state. */
  paint(state: ViewState): Picture {
    if (!this.state || !sameScene(this.state, state)) {
      this.scene = sceneOf(this.graph, state.shown, foldedIds(this.graph, state));
      this.structure = structureOf(
        this.scene.nodes.map(node => node.id),
        this.scene.edges
      );
    }
    this.state = state;
    return picture(this.scene, this.structure, state, this.pathOf(state));
  }

  private pathOf(state: ViewState): Path | null {
    return state.selection && trace(this.graph, state.selection);
  }
}

const NONE_HIDDEN = { upstream: 0, downstream: 0 };

function picture(
  scene: Scene,
  structure: readonly Component[],
  state: ViewState,
  path: Path | null
): Picture {
  const lit = new Map(scene.nodes.map(node => [node.id, litColumns(node, path?.spots.get(node.id))]));
  const shapes = new Map(
    scene.nodes.map(node => {
      const always = new Set(lit.get(node.id)?.keys());
      return [node.id, shapeOf(node, modeOf(state, node.id), always)];
    })
  );
  const layout = arrange(structure, id => shapes.get(id)?.height ?? HEADER);
  const cards = new Map<string, Card>();
  for (const node of scene.nodes) {
    const [box, shape] = [layout.cards.get(node.id), shapes.get(node.id)];
    if (box && shape) {
      cards.set(node.id, {
        node,
        box,
        shape,
        mode: modeOf(state, node.id),
        lit: lit.get(node.id) ?? new Map<string, Strength>(),
        isDim: path !== null && !path.spots.has(node.id),
        selected: selectedPart(state, node.id),
        isMatch: state.query !== '' && matches(node, state.query),
        hidden: scene.hidden.get(node.id) ?? NONE_HIDDEN
      });
    }
  }
  return { cards, routes: routesOf(scene, layout, shapes, path), path, scene, size: layout.size };
}

function selectedPart(state: ViewState, id: string): Card['selected'] {
  if (state.selection?.node !== id) {
    return null;
  }
  return state.selection.column === null ? 'card' : { column: state.selection.column };
}

/** Whether a node's name or one of its columns contains the text, which is in lower case. */
export function matches(node: LineageNode, query: string): boolean {
  return node.name.toLowerCase().includes(query) || matchingColumns(node, query).length > 0;
}

/** The columns of a node that contain the text, which is in lower case. */
export function matchingColumns(node: LineageNode, query: string): string[] {
  return node.columns.filter(column => column.toLowerCase().includes(query));
}

/** What lies under a point of the drawing. */
export type Target =
  | { on: 'card' | 'toggle' | 'more'; card: Card }
  | { on: 'column'; card: Card; column: string }
  | { on: 'step'; card: Card; direction: Direction }
  | null;

/** Radius of the handles that bring in hidden neighbours. */
export const HANDLE = 11;
/** Width of the part of the header that opens and closes a card. */
export const TOGGLE_WIDTH = 46;

/** The part of a card under a point. */
export function targetAt(picture: Picture, x: number, y: number): Target {
  for (const card of picture.cards.values()) {
    const [left, top] = [x - card.box.x, y - card.box.y];
    const isIn = top >= 0 && top <= card.box.height;
    if (isIn && left >= -HANDLE - 14 && left <= card.box.width + HANDLE + 14) {
      const found = partAt(card, left, top);
      if (found) {
        return found;
      }
    }
  }
  return null;
}

function partAt(card: Card, left: number, top: number): Target {
  if (left < 0 || left > card.box.width) {
    const direction = left < 0 ? 'upstream' : 'downstream';
    return card.hidden[direction] > 0 && top < HEADER ? { on: 'step', card, direction } : null;
  }
  return top < HEADER ? headPart(card, left) : rowPart(card, Math.floor((top - HEADER) / ROW));
}

function headPart(card: Card, left: number): Target {
  const isToggle = left > card.box.width - TOGGLE_WIDTH && card.node.columns.length > 0;
  return { on: isToggle ? 'toggle' : 'card', card };
}

function rowPart(card: Card, row: number): Target {
  const column = card.shape.columns[row];
  if (column !== undefined) {
    return { on: 'column', card, column };
  }
  const hasMore = card.shape.more > 0 || card.shape.fewer;
  return { on: hasMore && row === card.shape.columns.length ? 'more' : 'card', card };
}
