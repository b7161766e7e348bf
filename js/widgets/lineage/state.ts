/** What the reader has chosen to see, as one value; every change makes a new one. */
import type { Graph } from './graph';
import type { LineagePayload, Spot } from './payload';
import type { Scene, SceneEdge } from './scene';
import { stepFrom } from './scene';
import type { Mode } from './shape';
import type { Direction } from './graph';

/** Cards up to which all start open. */
const FEW = 30;
/** Columns up to which all cards start open. */
const FEW_COLUMNS = 150;

/** The reader's choices. */
export interface ViewState {
  /** What is lit. */
  selection: Spot | null;
  /** The edges of a line that is looked at. */
  line: readonly SceneEdge[];
  /** How open cards are that do not have a mode of their own. */
  mode: 'closed' | 'open';
  modes: ReadonlyMap<string, Mode>;
  /** Ids of the cards shown; null: all. */
  shown: ReadonlySet<string> | null;
  foldsCtes: boolean;
  /** What is searched for, in lower case. */
  query: string;
}

/** What a payload is shown as at first. */
export function firstState(payload: LineagePayload): ViewState {
  const columns = payload.nodes.reduce((sum, node) => sum + node.columns.length, 0);
  const isSmall = payload.nodes.length <= FEW && columns <= FEW_COLUMNS;
  return {
    selection: payload.focus,
    line: [],
    mode: isSmall ? 'open' : 'closed',
    modes: new Map(),
    shown: null,
    foldsCtes: payload.nodes.length > FEW,
    query: ''
  };
}

/** Ids of the nodes that are drawn as lines only. */
export function foldedIds(graph: Graph, state: ViewState): Set<string> {
  const ctes = [...graph.nodes.values()].filter(node => node.kind === 'cte');
  return new Set(state.foldsCtes ? ctes.map(node => node.id) : []);
}

/** The mode of a card. */
export function modeOf(state: ViewState, node: string): Mode {
  return state.modes.get(node) ?? state.mode;
}

/** A card opened or closed. */
export function toggled(state: ViewState, node: string): ViewState {
  return withMode(state, node, modeOf(state, node) === 'closed' ? 'open' : 'closed');
}

/** A card in the mode given. */
export function withMode(state: ViewState, node: string, mode: Mode): ViewState {
  return { ...state, modes: new Map(state.modes).set(node, mode) };
}

/** All cards opened or closed. */
export function withAll(state: ViewState, mode: 'closed' | 'open'): ViewState {
  return { ...state, mode, modes: new Map() };
}

/** One more step up or down from a card; from a full view, only the card and its neighbours that way. */
export function stepped(graph: Graph, state: ViewState, node: string, direction: Direction): ViewState {
  const next = stepFrom(graph, foldedIds(graph, state), node, direction);
  return { ...state, shown: new Set([...(state.shown ?? [node]), ...next]) };
}

/** Only one card, from which the reader goes on step by step. */
export function alone(state: ViewState, node: string): ViewState {
  return { ...state, shown: new Set([node]) };
}

/** A state that shows `spot`, whatever was hidden or folded. */
export function revealing(graph: Graph, state: ViewState, spot: Spot): ViewState {
  const isFolded = foldedIds(graph, state).has(spot.node);
  const shown =
    state.shown && !state.shown.has(spot.node) ? new Set([...state.shown, spot.node]) : state.shown;
  return { ...state, selection: spot, line: [], foldsCtes: state.foldsCtes && !isFolded, shown };
}

/** Whether two states draw the same cards and lines between them. */
export function sameScene(a: ViewState, b: ViewState): boolean {
  return a.shown === b.shown && a.foldsCtes === b.foldsCtes;
}

/** Whether anything is hidden that "show all" brings back. */
export function hidesCards(state: ViewState, scene: Scene, graph: Graph): boolean {
  return state.shown !== null && scene.nodes.length < graph.nodes.size;
}
