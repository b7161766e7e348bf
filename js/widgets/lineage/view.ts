/** The lineage widget as DOM, for every front end: an anywidget and JupyterLab's renderer both call this. */
import { revealCell } from '../shared/cells';
import { element } from '../shared/dom';
import { download } from '../shared/download';
import { keepKeys } from '../shared/keys';
import { centred, contains, fitted, moved, seen, toWorld, zoomed, type Camera, type Size } from './camera';
import { Details, detailsKey, spotName } from './details';
import { listenToGestures } from './gestures';
import { Graph, type Direction } from './graph';
import { onKey } from './keyboard';
import { legend } from './legend';
import { Minimap } from './minimap';
import { Outline } from './outline';
import type { LineagePayload, Spot } from './payload';
import { Painter, targetAt, type Picture, type Target } from './picture';
import { routeAt } from './routes';
import { pngOf, svgText } from './save';
import { Stage } from './stage';
import {
  alone, firstState, hidesCards, revealing, stepped, toggled, withAll, withMode, type ViewState
} from './state'; // prettier-ignore
import { english, type LineageStrings } from './strings';
import { Toolbar } from './toolbar';
import { arrowTo } from './walking';

/** Pixels beside a line that still hit it. */
const REACH = 6;
/** Least height of the drawing's frame, and what it needs beside the drawing, in pixels. */
const LOWEST = 300;
const AROUND = 110;
/** Free space between a card and the panel, in pixels. */
const MARGIN = 16;
/** Zoom at which columns can be read. */
const READABLE = 0.75;

/** A view on one graph; `destroy` takes its listeners away. */
export class LineageView {
  private readonly graph: Graph;
  private readonly painter: Painter;
  private readonly stage: Stage;
  private readonly minimap = new Minimap((x, y) => this.centreOn(x, y));
  private readonly toolbar: Toolbar;
  private readonly outline: Outline;
  private readonly details: Details;
  private readonly host: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly status = element('p', { class: 'iops-hidden', role: 'status' });
  private readonly ends: (() => void)[] = [];
  private state: ViewState;
  private picture: Picture;
  private camera: Camera = { x: 0, y: 0, k: 1 };
  private size: Size = { width: 0, height: 0 };
  private shownDetails = '';

  constructor(
    root: HTMLElement,
    payload: LineagePayload,
    private readonly strings: LineageStrings = english
  ) {
    this.graph = new Graph(payload);
    this.painter = new Painter(this.graph);
    this.state = firstState(payload);
    this.picture = this.painter.paint(this.state);
    this.stage = new Stage(strings);
    this.toolbar = this.makeToolbar();
    this.outline = new Outline(this.graph, strings, {
      select: spot => this.select(spot),
      search: query => this.change({ ...this.state, query })
    });
    this.details = this.makeDetails();
    this.panel = element('aside', { class: 'iops-panel', 'aria-label': strings.details, hidden: true });
    this.canvas = element(
      'div',
      { class: 'iops-frame' },
      this.stage.svg,
      element('p', { class: 'iops-hidden', id: `${this.id}-help` }, strings.help),
      legend(payload.nodes, strings),
      this.minimap.svg,
      this.status
    );
    this.host = this.makeHost(payload);
    root.replaceChildren(this.host);
    this.listen();
    this.update();
  }

  /** Ends listening. */
  destroy(): void {
    this.ends.forEach(end => end());
  }

  // ------------------------------------------------------------------------------------------- making

  private readonly id = `iops-lineage-${Math.random().toString(36).slice(2)}`;

  private makeHost(payload: LineagePayload): HTMLElement {
    const notes = payload.notes.map(note => element('li', {}, note));
    const body =
      payload.nodes.length === 0
        ? element('p', { class: 'iops-empty' }, this.strings.empty)
        : element('div', { class: 'iops-body-row' }, this.outline.root, this.canvas, this.panel);
    const host = element(
      'section',
      { class: 'iops-lineage', 'aria-label': this.strings.title },
      payload.nodes.length === 0 ? null : this.toolbar.root,
      notes.length === 0 ? null : element('ul', { class: 'iops-notes' }, ...notes),
      body
    );
    host.addEventListener('focusin', keepKeys);
    return host;
  }

  private makeToolbar(): Toolbar {
    return new Toolbar(this.strings, {
      toggleList: () => this.toggleList(!this.outline.isOpen),
      zoom: factor => this.zoom(factor),
      fit: () => this.fit(),
      openAll: () => this.change(withAll(this.state, 'open')),
      closeAll: () => this.change(withAll(this.state, 'closed')),
      toggleCtes: () => this.change({ ...this.state, foldsCtes: !this.state.foldsCtes }),
      showAll: () => this.change({ ...this.state, shown: null }),
      save: kind => void this.save(kind)
    });
  }

  private makeDetails(): Details {
    return new Details(this.graph, this.strings, {
      select: spot => this.select(spot),
      step: (node, direction) => this.step(node, direction),
      alone: node => {
        this.change(alone(this.state, node));
        this.fit();
      },
      reveal: cell => {
        if (!revealCell(this.host, cell)) {
          this.say(this.strings.cellNotFound);
        }
      },
      close: () => {
        this.change({ ...this.state, selection: null, line: [] });
        this.stage.svg.focus();
      }
    });
  }

  private listen(): void {
    const { svg } = this.stage;
    const attributes = {
      tabindex: '0',
      role: 'application',
      'aria-label': this.strings.canvas,
      'aria-describedby': `${this.id}-help`
    };
    Object.entries(attributes).forEach(([name, value]) => svg.setAttribute(name, value));
    svg.addEventListener('keydown', event => this.onKey(event));
    this.ends.push(
      listenToGestures(svg, {
        camera: () => this.camera,
        onCamera: camera => this.look(camera),
        onClick: (x, y) => this.click(x, y),
        onHover: (x, y) => {
          svg.classList.toggle(
            'iops-pointing',
            targetAt(this.picture, ...toWorld(this.camera, x, y)) !== null
          );
        }
      })
    );
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.canvas);
    this.ends.push(() => observer.disconnect());
  }

  // ------------------------------------------------------------------------------------------ drawing

  /** Goes to another state; the card `anchor` keeps its place on the screen. */
  private change(state: ViewState, anchor: string | null = this.state.selection?.node ?? null): void {
    const before = anchor === null ? undefined : this.picture.cards.get(anchor)?.box;
    this.state = state;
    this.picture = this.painter.paint(state);
    const after = anchor === null ? undefined : this.picture.cards.get(anchor)?.box;
    if (before && after) {
      const { k } = this.camera;
      this.camera = moved(this.camera, (before.x - after.x) * k, (before.y - after.y) * k);
    }
    this.update();
  }

  private update(): void {
    if (this.size.width > 0) {
      this.stage.show(this.picture, this.camera, this.size);
    }
    this.minimap.show(this.picture);
    this.minimap.look(this.camera, this.size);
    this.toolbar.update({
      isListOpen: this.outline.isOpen,
      hasCtes: [...this.graph.nodes.values()].some(node => node.kind === 'cte'),
      foldsCtes: this.state.foldsCtes,
      hidesCards: hidesCards(this.state, this.picture.scene, this.graph),
      cards: this.picture.cards.size
    });
    this.updateDetails();
  }

  private updateDetails(): void {
    const key = detailsKey(this.state);
    if (key === this.shownDetails) {
      return;
    }
    this.shownDetails = key;
    const content = this.details.content(this.state, this.picture.path);
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = content === null;
    this.panel.replaceChildren(content ?? '');
    if (hadFocus) {
      this.panel.querySelector<HTMLElement>('button')?.focus();
    }
  }

  private look(camera: Camera): void {
    this.camera = camera;
    this.stage.look(camera, this.size);
    this.minimap.look(camera, this.size);
  }

  private resize(): void {
    const isFirst = this.size.width === 0;
    this.size = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    if (this.size.width === 0) {
      return;
    }
    if (isFirst) {
      this.size.height = this.suitHeight();
      this.camera = fitted(this.room(), this.picture.size);
      this.stage.show(this.picture, this.camera, this.size);
    }
    this.look(this.camera);
  }

  /** Makes the widget of a small drawing lower; the height of the drawing's frame. */
  private suitHeight(): number {
    const k = Math.min(1, this.size.width / Math.max(1, this.picture.size.width));
    const spare = this.size.height - Math.max(LOWEST, this.picture.size.height * k + AROUND);
    if (spare > 0) {
      this.host.style.height = `${this.host.offsetHeight - spare}px`;
    }
    return this.size.height - Math.max(0, spare);
  }

  /** The part of the drawing's frame that the panel leaves free. */
  private room(): Size {
    return { width: this.size.width - this.panel.offsetWidth, height: this.size.height };
  }

  private say(text: string): void {
    this.status.textContent = text;
  }

  // ------------------------------------------------------------------------------------------- acting

  private fit(): void {
    this.look(fitted(this.room(), this.picture.size));
  }

  private zoom(factor: number): void {
    this.look(zoomed(this.camera, factor, this.size.width / 2, this.size.height / 2));
    this.say(this.strings.zoom(Math.round(this.camera.k * 100)));
  }

  private centreOn(x: number, y: number): void {
    const { k } = this.camera;
    this.look({ x: this.size.width / 2 - x * k, y: this.size.height / 2 - y * k, k });
  }

  private click(px: number, py: number): void {
    const [x, y] = toWorld(this.camera, px, py);
    const target = targetAt(this.picture, x, y);
    if (target) {
      this.press(target);
      return;
    }
    const route = routeAt(this.picture.routes, x, y, REACH / this.camera.k);
    this.change(
      route ? { ...this.state, line: route.edges } : { ...this.state, selection: null, line: [] },
      null
    );
    this.say(route ? this.strings.expression : this.strings.unlit);
  }

  private press(target: NonNullable<Target>): void {
    const { node } = target.card;
    if (target.on === 'toggle') {
      this.change(toggled(this.state, node.id), node.id);
    } else if (target.on === 'more') {
      this.change(withMode(this.state, node.id, target.card.mode === 'full' ? 'open' : 'full'), node.id);
    } else if (target.on === 'step') {
      this.step(node.id, target.direction);
    } else {
      this.select({ node: node.id, column: target.on === 'column' ? target.column : null }, false);
    }
  }

  /** Lights a spot, and brings it into view where it is asked for by other means than pointing at it. */
  private select(spot: Spot | null, brings = true): void {
    if (!spot) {
      this.change({ ...this.state, selection: null, line: [] });
      this.say(this.strings.unlit);
      return;
    }
    this.change(revealing(this.graph, this.state, spot), spot.node);
    this.bring(spot.node, brings ? READABLE : 0);
    const counts = this.picture.path?.counts ?? { upstream: 0, downstream: 0 };
    this.say(`${spotName(this.graph, spot)}: ${this.strings.counts(counts.upstream, counts.downstream)}`);
  }

  /** Centres a card that is out of view or smaller than `least`; with 0, only draws it out from the panel. */
  private bring(node: string, least: number): void {
    const card = this.picture.cards.get(node);
    const room = this.room();
    if (!card) {
      return;
    }
    if (least > 0) {
      const isSeen = contains(seen(this.camera, room, 0), card.box) && this.camera.k >= least;
      this.look(isSeen ? this.camera : centred(this.camera, room, card.box, least));
      return;
    }
    const right = this.camera.x + (card.box.x + card.box.width) * this.camera.k;
    const hidden = right + MARGIN - room.width;
    if (hidden > 0 && room.width < this.size.width) {
      this.look(moved(this.camera, -hidden, 0));
    }
  }

  private step(node: string, direction: Direction): void {
    this.change(stepped(this.graph, this.state, node, direction), node);
    this.say(this.strings.cards(this.picture.cards.size));
  }

  private toggleList(isOpen: boolean): void {
    this.outline.toggle(isOpen);
    this.update();
  }

  private onKey(event: KeyboardEvent): void {
    const node = this.state.selection?.node;
    const isMeant = onKey(event, {
      walk: arrow => this.select(arrowTo(this.picture, this.state.selection, arrow)),
      pan: (dx, dy) => this.look(moved(this.camera, dx, dy)),
      zoom: factor => this.zoom(factor),
      fit: () => this.fit(),
      toggle: () => node !== undefined && this.change(toggled(this.state, node), node),
      step: direction => node !== undefined && this.step(node, direction),
      search: () => this.toggleList(true),
      clear: () => this.select(null)
    });
    if (isMeant) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private async save(kind: 'svg' | 'png'): Promise<void> {
    const name = `lineage.${kind}`;
    try {
      const text = svgText(this.picture, this.host, this.strings);
      const blob =
        kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text, this.picture);
      download(blob, name);
      this.say(this.strings.saved(name));
    } catch {
      this.say(this.strings.saveFailed);
    }
  }
}
