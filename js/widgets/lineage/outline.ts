/** The list beside the drawing: search, and a tree of all nodes and columns for keyboard and screen reader. */
import { element, icon } from '../shared/dom';
import type { Graph } from './graph';
import { KIND_ICONS } from './icons';
import type { LineageNode, Spot } from './payload';
import { matches, matchingColumns } from './picture';
import type { LineageStrings } from './strings';
import { label } from './text';

/** Nodes listed before the rest is only counted. */
const LISTED = 200;

/** What the list asks of the widget. */
export interface OutlineActions {
  select: (spot: Spot) => void;
  search: (query: string) => void;
}

/** The list. Its tree follows the ARIA Authoring Practices' tree view with one tab stop. */
export class Outline {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly tree: HTMLElement;
  private readonly rest = element('p', { class: 'iops-muted' });
  private readonly spots = new WeakMap<Element, Spot>();
  private query = '';

  constructor(
    private readonly graph: Graph,
    private readonly strings: LineageStrings,
    private readonly actions: OutlineActions
  ) {
    const name = strings.search;
    this.input = element('input', {
      type: 'search',
      class: 'iops-input',
      placeholder: name,
      'aria-label': name
    });
    this.tree = element('ul', { role: 'tree', class: 'iops-tree', 'aria-label': strings.tree });
    this.root = element('div', { class: 'iops-outline', hidden: true }, this.input, this.tree, this.rest);
    this.input.addEventListener('input', () => this.search(this.input.value));
    this.input.addEventListener('keydown', event => this.onInputKey(event));
    this.tree.addEventListener('keydown', event => this.onTreeKey(event));
    this.tree.addEventListener('click', event => this.onClick(event));
  }

  /** Whether the list is shown. */
  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Shows or hides the list; shown, its search has the focus. */
  toggle(isOpen: boolean): void {
    this.root.hidden = !isOpen;
    if (isOpen) {
      if (this.tree.childElementCount === 0) {
        this.fill();
      }
      this.input.focus();
      this.input.select();
    }
  }

  private search(text: string): void {
    this.query = text.trim().toLowerCase();
    this.fill();
    this.actions.search(this.query);
  }

  private fill(): void {
    const nodes = [...this.graph.nodes.values()];
    const found = this.query === '' ? nodes : nodes.filter(node => matches(node, this.query));
    const items = found.slice(0, LISTED).map(node => this.nodeItem(node));
    this.tree.replaceChildren(...items);
    this.rest.textContent = this.restText(found.length);
    items[0]?.setAttribute('tabindex', '0');
  }

  private restText(found: number): string {
    const left = found > LISTED ? ` · ${this.strings.more(found - LISTED)}` : '';
    return this.query === '' ? left.slice(3) : this.strings.found(found) + left;
  }

  private nodeItem(node: LineageNode): HTMLElement {
    const columns = this.query === '' ? node.columns : matchingColumns(node, this.query);
    const mark = element(
      'span',
      { class: `iops-kind-mark iops-kind-${node.kind}` },
      icon(...KIND_ICONS[node.kind])
    );
    const kind = element('span', { class: 'iops-hidden' }, `, ${this.strings.kinds[node.kind]}`);
    const text = element('span', { class: 'iops-item' }, mark, label(node.name), kind);
    const isOpen = this.query !== '' && columns.length > 0;
    const item = treeItem(text, 1, columns.length > 0 ? isOpen : null);
    this.spots.set(item, { node: node.id, column: null });
    if (isOpen) {
      item.append(this.group(node, columns));
    }
    return item;
  }

  private group(node: LineageNode, columns: readonly string[]): HTMLElement {
    const items = columns.map(column => {
      const item = treeItem(element('span', { class: 'iops-item' }, label(column)), 2, null);
      this.spots.set(item, { node: node.id, column });
      return item;
    });
    return element('ul', { role: 'group' }, ...items);
  }

  private open(item: Element, isOpen: boolean): void {
    const spot = this.spots.get(item);
    if (!spot || !item.hasAttribute('aria-expanded')) {
      return;
    }
    item.setAttribute('aria-expanded', String(isOpen));
    item.querySelector('ul')?.remove();
    if (isOpen) {
      const node = this.graph.node(spot.node);
      const columns = this.query === '' ? [] : matchingColumns(node, this.query);
      item.append(this.group(node, columns.length > 0 ? columns : node.columns));
    }
  }

  private onClick(event: MouseEvent): void {
    const item = itemOf(event.target);
    if (!item) {
      return;
    }
    this.focus(item);
    const isSign = event.target === item;
    if (isSign) {
      this.open(item, item.getAttribute('aria-expanded') !== 'true');
    } else {
      this.choose(item);
    }
  }

  private onInputKey(event: KeyboardEvent): void {
    const first = this.items()[0];
    if (event.key === 'ArrowDown' && first) {
      event.preventDefault();
      this.focus(first);
    } else if (event.key === 'Enter') {
      const best = this.items().find(item => this.isBest(item)) ?? first;
      if (best) {
        this.choose(best);
      }
    } else if (event.key === 'Escape') {
      this.input.value = '';
      this.search('');
    }
  }

  /** Whether an item itself, not only one below it, contains what is searched. */
  private isBest(item: Element): boolean {
    const text = item.querySelector('.iops-item')?.textContent ?? '';
    return text.toLowerCase().includes(this.query);
  }

  private onTreeKey(event: KeyboardEvent): void {
    const item = itemOf(event.target);
    const next = item && this.keyTarget(event.key, item);
    if (!item || next === undefined) {
      return;
    }
    event.preventDefault();
    if (next) {
      this.focus(next);
    }
  }

  /** The item that a key leads to; null where the key acts in place, undefined where it means nothing. */
  private keyTarget(key: string, item: HTMLElement): HTMLElement | null | undefined {
    const items = this.items();
    const place = items.indexOf(item);
    const isOpen = item.getAttribute('aria-expanded') === 'true';
    const actions: Record<string, () => HTMLElement | null | undefined> = {
      ArrowDown: () => items[place + 1] ?? null,
      ArrowUp: () => items[place - 1] ?? (this.input.focus(), null),
      Home: () => items[0] ?? null,
      End: () => items.at(-1) ?? null,
      ArrowRight: () => (isOpen ? (items[place + 1] ?? null) : (this.open(item, true), null)),
      ArrowLeft: () => (isOpen ? (this.open(item, false), null) : itemOf(item.parentElement)),
      Enter: () => (this.choose(item), null),
      ' ': () => (this.choose(item), null)
    };
    return actions[key]?.();
  }

  private choose(item: Element): void {
    const spot = this.spots.get(item);
    if (spot) {
      this.tree.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
      item.setAttribute('aria-selected', 'true');
      this.actions.select(spot);
    }
  }

  private focus(item: HTMLElement): void {
    this.tree.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    item.setAttribute('tabindex', '0');
    item.focus();
  }

  private items(): HTMLElement[] {
    return [...this.tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  }
}

function treeItem(text: HTMLElement, level: number, isOpen: boolean | null): HTMLElement {
  const attributes = {
    role: 'treeitem',
    tabindex: '-1',
    'aria-level': String(level),
    'aria-selected': 'false',
    'aria-expanded': isOpen === null ? undefined : String(isOpen)
  };
  return element('li', attributes, text);
}

function itemOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
}
