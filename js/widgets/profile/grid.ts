/** The list of columns: only the rows in view are in the document, so that thousands cost as little as ten. */
import { element } from '../shared/dom';
import { NO_LENS, type LensOf } from './filtering';
import type { Choice, Entry, SortKey } from './model';
import { ROW_HEIGHT, rowElement } from './rows';
import type { ProfileStrings } from './strings';

/** Rows above and below the view that are drawn too. */
const MARGIN = 5;
/** Height that is assumed where nothing is laid out yet. */
const UNKNOWN_HEIGHT = 420;

/** What the list does for its owner. */
export interface GridActions {
  open: (entry: Entry) => void;
  close: () => void;
  sort: (key: SortKey) => void;
}

/** A grid of one row a column, with a header that sorts. */
export class Grid {
  readonly root: HTMLElement;
  private readonly head = element('div', { class: 'iops-row iops-head', role: 'row', 'aria-rowindex': '1' });
  private readonly sizer = element('div', { class: 'iops-sizer', role: 'rowgroup' });
  private readonly scroller: HTMLElement;
  private readonly observer: ResizeObserver | null;
  private entries: readonly Entry[] = [];
  private drawn = new Map<number, HTMLElement>();
  private active = 0;
  private opened: string | null = null;
  private isComparison = false;

  constructor(
    private readonly strings: ProfileStrings,
    private readonly actions: GridActions,
    private readonly lensOf: LensOf = () => NO_LENS
  ) {
    this.scroller = element('div', { class: 'iops-scroller', role: 'presentation' }, this.sizer);
    this.root = element(
      'div',
      { class: 'iops-grid', role: 'grid', 'aria-label': strings.columnsTab },
      element('div', { role: 'rowgroup' }, this.head),
      this.scroller
    );
    this.scroller.addEventListener('scroll', () => this.draw());
    this.sizer.addEventListener('click', event => this.click(event));
    this.root.addEventListener('keydown', event => this.press(event));
    this.observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => this.draw());
    this.observer?.observe(this.scroller);
  }

  /** Shows entries; the place that was scrolled to stays. */
  update(entries: readonly Entry[], choice: Choice, isComparison: boolean): void {
    this.entries = entries;
    this.isComparison = isComparison;
    this.root.classList.toggle('iops-compares', isComparison);
    this.root.setAttribute('aria-rowcount', String(entries.length + 1));
    this.sizer.style.height = `${entries.length * ROW_HEIGHT}px`;
    this.active = Math.min(this.active, Math.max(0, entries.length - 1));
    this.drawHead(choice);
    this.redraw();
  }

  /** Marks the row whose details are shown. */
  mark(name: string | null): void {
    this.opened = name;
    for (const [place, row] of this.drawn) {
      this.dress(row, place);
    }
  }

  /** Gives the focus to the row that the keyboard is on. */
  focus(): void {
    this.drawn.get(this.active)?.focus({ preventScroll: true });
  }

  /** Brings a column into view and makes it the one that the keyboard is on. */
  reveal(name: string, isFocused: boolean): void {
    const place = this.entries.findIndex(entry => entry.column.name === name);
    if (place >= 0) {
      this.go(place, isFocused);
    }
  }

  destroy(): void {
    this.observer?.disconnect();
  }

  private drawHead(choice: Choice): void {
    const s = this.strings;
    const measure = this.isComparison ? 'drift' : 'distinct';
    const pictures = this.isComparison ? [s.before, s.after] : [s.values];
    const hadFocus = this.head.querySelector<HTMLElement>(':focus')?.dataset['sort'];
    this.head.replaceChildren(
      this.sorter('name', choice),
      ...pictures.map(title => element('div', { class: 'iops-cell', role: 'columnheader' }, title)),
      this.sorter('nulls', choice),
      this.sorter(measure, choice),
      this.sorter('warnings', choice)
    );
    if (hadFocus !== undefined) {
      this.head.querySelector<HTMLElement>(`[data-sort="${hadFocus}"]`)?.focus();
    }
  }

  private sorter(key: Exclude<SortKey, 'position'>, choice: Choice): HTMLElement {
    const isOn = choice.sort === key;
    const title = this.strings.heads[key];
    const direction = choice.descending ? 'descending' : 'ascending';
    const mark = element('span', { 'aria-hidden': 'true' }, isOn ? (choice.descending ? ' ↓' : ' ↑') : '');
    const attributes = { type: 'button', class: 'iops-sorter', 'data-sort': key };
    const node = element('button', { ...attributes, title: this.strings.sortBy(title) }, title, mark);
    node.addEventListener('click', () => this.actions.sort(key));
    const cell = { class: 'iops-cell', role: 'columnheader', 'aria-sort': isOn ? direction : 'none' };
    return element('div', cell, node);
  }

  private redraw(): void {
    const hadFocus = this.sizer.contains(document.activeElement);
    this.drawn.clear();
    this.sizer.replaceChildren();
    this.draw();
    if (hadFocus) {
      this.drawn.get(this.active)?.focus({ preventScroll: true });
    }
  }

  /** Draws the rows in view, and keeps the active one, which may hold the focus. */
  private draw(): void {
    const height = this.scroller.clientHeight || UNKNOWN_HEIGHT;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.ceil((this.scroller.scrollTop + height) / ROW_HEIGHT) + MARGIN;
    const wanted = new Set([this.active]);
    for (let place = first; place < last; place++) {
      wanted.add(place);
    }
    for (const [place, row] of this.drawn) {
      if (!wanted.has(place)) {
        row.remove();
        this.drawn.delete(place);
      }
    }
    for (const place of wanted) {
      this.drawRow(place);
    }
  }

  private drawRow(place: number): void {
    const entry = this.entries[place];
    if (entry === undefined || this.drawn.has(place)) {
      return;
    }
    const row = rowElement(entry, this.strings, this.isComparison, this.lensOf(entry.column));
    row.style.transform = `translateY(${place * ROW_HEIGHT}px)`;
    row.dataset['row'] = String(place);
    row.setAttribute('aria-rowindex', String(place + 2));
    this.drawn.set(place, row);
    this.dress(row, place);
    // In the order of the table, which is the order that a screen reader reads.
    const next = [...this.sizer.children].find(one => Number((one as HTMLElement).dataset['row']) > place);
    this.sizer.insertBefore(row, next ?? null);
  }

  private dress(row: HTMLElement, place: number): void {
    row.tabIndex = place === this.active ? 0 : -1;
    row.setAttribute('aria-selected', String(this.entries[place]?.column.name === this.opened));
  }

  private click(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest('[data-kind] [data-place]')) {
      return;
    }
    const row = event.target.closest<HTMLElement>('.iops-row');
    const place = Number(row?.dataset['row'] ?? -1);
    const entry = this.entries[place];
    if (entry !== undefined) {
      this.go(place, true);
      this.actions.open(entry);
    }
  }

  private press(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || !this.sizer.contains(event.target)) {
      return;
    }
    const target = this.target(event.key);
    const entry = this.entries[this.active];
    if (target !== null) {
      this.go(target, true);
    } else if ((event.key === 'Enter' || event.key === ' ') && entry !== undefined) {
      this.actions.open(entry);
    } else if (event.key === 'Escape') {
      this.actions.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Where a key leads from the active row. */
  private target(key: string): number | null {
    const page = Math.max(1, Math.floor((this.scroller.clientHeight || UNKNOWN_HEIGHT) / ROW_HEIGHT) - 1);
    const steps: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.entries.length - 1
    };
    const place = steps[key];
    return place === undefined ? null : Math.min(this.entries.length - 1, Math.max(0, place));
  }

  private go(place: number, isFocused: boolean): void {
    this.active = place;
    const top = place * ROW_HEIGHT;
    const height = this.scroller.clientHeight || UNKNOWN_HEIGHT;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top;
    } else if (top + ROW_HEIGHT > this.scroller.scrollTop + height) {
      this.scroller.scrollTop = top + ROW_HEIGHT - height;
    }
    this.draw();
    for (const [one, row] of this.drawn) {
      this.dress(row, one);
    }
    if (isFocused) {
      this.drawn.get(place)?.focus({ preventScroll: true });
    }
  }
}
