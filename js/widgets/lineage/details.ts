/** The side panel: what is known of the selected card, column or line. */
import { canRevealCell } from '../shared/cells';
import { element, icon, type Child } from '../shared/dom';
import { button, code, link } from './controls';
import { spotKey, STAR, type Direction, type Graph } from './graph';
import { ICONS, KIND_ICONS } from './icons';
import type { Path } from './path';
import type { LineageEdge, LineageNode, Spot } from './payload';
import { matchingColumns } from './picture';
import type { ViewState } from './state';
import type { LineageStrings } from './strings';
import { label } from './text';

/** Edges or columns listed before the rest is only counted. */
const LISTED = 60;
/** Longest SQL or expression shown, in characters. */
const LONGEST_CODE = 20_000;
/** Columns from which on they can be filtered. */
const FILTERED = 6;

/** What the panel asks of the widget. */
export interface DetailActions {
  select: (spot: Spot | null) => void;
  step: (node: string, direction: Direction) => void;
  alone: (node: string) => void;
  reveal: (cell: string) => void;
  close: () => void;
}

/** Makes the panel's content for one graph. */
export class Details {
  constructor(
    private readonly graph: Graph,
    private readonly strings: LineageStrings,
    private readonly actions: DetailActions
  ) {}

  /** The content for a state; null where nothing is selected. */
  content(state: ViewState, path: Path | null): HTMLElement | null {
    if (state.line.length > 0) {
      const places = state.line.flatMap(edge => edge.via);
      return this.panel(this.strings.expression, this.edgeList([...new Set(places)], 'both'));
    }
    const { selection } = state;
    if (!selection || !path) {
      return null;
    }
    const node = this.graph.node(selection.node);
    return selection.column === null ? this.ofNode(node, path) : this.ofColumn(node, selection, path);
  }

  private ofNode(node: LineageNode, path: Path): HTMLElement {
    const { strings, actions } = this;
    const cell = node.cell;
    const steps = element(
      'div',
      { class: 'iops-buttons' },
      button([], strings.alone, strings.alone, () => actions.alone(node.id)),
      button([], '← +1', strings.upstreamStep, () => actions.step(node.id, 'upstream')),
      button([], '+1 →', strings.downstreamStep, () => actions.step(node.id, 'downstream')),
      cell !== null && canRevealCell()
        ? button(ICONS.jump, strings.goToCell, strings.goToCell, () => actions.reveal(cell))
        : null
    );
    return this.panel(
      label(node.name),
      this.kindLine(node, path),
      node.stale ? element('p', { class: 'iops-notice' }, strings.staleHint) : null,
      steps,
      this.columns(node),
      node.sql === '' ? null : section(strings.madeBy, code(node.sql.slice(0, LONGEST_CODE), strings.madeBy))
    );
  }

  private ofColumn(node: LineageNode, spot: Spot, path: Path): HTMLElement {
    const { strings, actions } = this;
    const card = link(label(node.name), () => actions.select({ node: node.id, column: null }));
    const into = this.placesAt(spot, 'upstream');
    const out = this.placesAt(spot, 'downstream');
    return this.panel(
      label(spot.column ?? ''),
      element('p', { class: 'iops-muted' }, kindIcon(node), card),
      element('p', { class: 'iops-muted' }, counted(path, strings)),
      section(strings.comesFrom, this.edgeList(into, 'source')),
      section(strings.shapes, this.edgeList(out, 'target'))
    );
  }

  private kindLine(node: LineageNode, path: Path): HTMLElement {
    const place = node.place > 0 ? this.strings.cellNumber(node.place) : '';
    const where = [node.connection, node.notebook, place].filter(Boolean).map(label);
    const words = [this.strings.kinds[node.kind], ...where, counted(path, this.strings)].join(' · ');
    return element('p', { class: 'iops-muted' }, kindIcon(node), words);
  }

  private placesAt(spot: Spot, direction: Direction): number[] {
    const star: Spot = { node: spot.node, column: STAR };
    const stars = spot.column === STAR ? [] : this.graph.edgesAt(star, direction);
    const whole = this.graph.edgesAt({ node: spot.node, column: null }, direction);
    return [...this.graph.edgesAt(spot, direction), ...stars, ...whole];
  }

  private edgeList(places: readonly number[], end: 'source' | 'target' | 'both'): HTMLElement {
    if (places.length === 0) {
      return element('p', { class: 'iops-muted' }, this.strings.nothing);
    }
    const items = places.slice(0, LISTED).map(place => this.edgeItem(this.graph.edge(place), end));
    const rest = places.length - items.length;
    const tail = rest > 0 ? element('li', { class: 'iops-muted' }, this.strings.more(rest)) : null;
    return element('ul', { class: 'iops-edges' }, ...items, tail);
  }

  private edgeItem(edge: LineageEdge, end: 'source' | 'target' | 'both'): HTMLElement {
    const { strings } = this;
    const source = this.spotLink({ node: edge.source, column: edge.source_column });
    const target = this.spotLink({ node: edge.target, column: edge.target_column });
    const ends: Child[] = end === 'both' ? [source, ' → ', target] : [end === 'source' ? source : target];
    const kind = edge.kind === 'DIRECT' ? 'direct' : 'indirect';
    const doubt =
      edge.confidence < 1 ? `${strings.confidence(Math.round(edge.confidence * 100))}: ${edge.reason}` : '';
    return element(
      'li',
      {},
      element('div', { class: 'iops-ends' }, ...ends),
      edge.subtype === ''
        ? null
        : element('span', { class: `iops-badge iops-badge-${kind}` }, label(edge.subtype.replace('_', ' '))),
      edge.expression === '' || !isInExpression(edge)
        ? null
        : code(
            edge.expression.slice(0, LONGEST_CODE),
            `${strings.expression} ${label(edge.target_column ?? '')}`,
            true
          ),
      doubt === '' ? null : element('p', { class: 'iops-notice' }, label(doubt))
    );
  }

  private spotLink(spot: Spot): HTMLElement {
    return link(spotName(this.graph, spot), () => this.actions.select(spot));
  }

  private columns(node: LineageNode): HTMLElement | null {
    if (node.columns.length === 0) {
      return null;
    }
    const list = element('ul', { class: 'iops-columns' });
    const fill = (query: string): void => {
      const found = query === '' ? node.columns : matchingColumns(node, query.toLowerCase());
      const items = found.slice(0, LISTED).map(column =>
        element(
          'li',
          {},
          link(label(column), () => this.actions.select({ node: node.id, column }))
        )
      );
      const rest = found.length - items.length;
      const tail = rest > 0 ? element('li', { class: 'iops-muted' }, this.strings.more(rest)) : '';
      list.replaceChildren(...items, tail);
    };
    fill('');
    const filter = node.columns.length < FILTERED ? null : filterInput(this.strings.filter, fill);
    return section(this.strings.columns(node.columns.length), filter, list);
  }

  private panel(title: string, ...children: Child[]): HTMLElement {
    const close = button(ICONS.cross, '', this.strings.close, this.actions.close);
    const head = element('div', { class: 'iops-panel-head' }, element('h3', {}, title), close);
    return element('div', { class: 'iops-panel-body' }, head, ...children);
  }
}

/** Whether the edge's column stands in the expression; a filter or a join shapes the target from outside. */
function isInExpression(edge: LineageEdge): boolean {
  return edge.kind === 'DIRECT' || edge.subtype === 'WINDOW' || edge.subtype === 'CONDITIONAL';
}

/** A spot in words, such as `orders.amount`. */
export function spotName(graph: Graph, spot: Spot): string {
  const name = label(graph.node(spot.node).name);
  return spot.column === null ? name : `${name}.${label(spot.column)}`;
}

/** A text that changes with what the panel shows. */
export function detailsKey(state: ViewState): string {
  const line = state.line.map(edge => edge.via.join(' ')).join(',');
  return `${line}|${state.selection ? spotKey(state.selection) : ''}`;
}

function section(title: string, ...children: Child[]): HTMLElement {
  return element('section', {}, element('h4', {}, title), ...children);
}

function counted(path: Path, strings: LineageStrings): string {
  return strings.counts(path.counts.upstream, path.counts.downstream);
}

function kindIcon(node: LineageNode): HTMLElement {
  return element('span', { class: `iops-kind-mark iops-kind-${node.kind}` }, icon(...KIND_ICONS[node.kind]));
}

function filterInput(name: string, onInput: (query: string) => void): HTMLInputElement {
  const input = element('input', {
    type: 'search',
    class: 'iops-input',
    placeholder: name,
    'aria-label': name
  });
  input.addEventListener('input', () => onInput(input.value.trim()));
  return input;
}
