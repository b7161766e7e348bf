/** The filters of a view: what is chosen, what is left by it, and the bar that tells both. */
import { element } from '../shared/dom';
import { button } from './controls';
import { filterText, hasExactValues, picked, toggled, type Filter, type FilterKind } from './filters';
import type { ColumnLeft, Failure, Kernel } from './kernel';
import type { Model } from './model';
import type { Column } from './payload';
import type { ProfileStrings } from './strings';
import { figureText } from './wording';

/** Milliseconds after which a missing answer is worth a word. */
const SLOW = 8_000;

/** What filters do to one column. */
export interface Lens {
  /** Whether a press on one of its pictures filters. */
  can: (kind: FilterKind) => boolean;
  picked: (kind: FilterKind) => ReadonlySet<number>;
  /** Null: nothing is filtered, or its counts have not come yet. */
  left: ColumnLeft | null;
  /** Whether any filter is on. */
  isFiltered: boolean;
}

/** Gives the lens of a column. */
export type LensOf = (column: Column) => Lens;

const NOTHING: ReadonlySet<number> = new Set();

/** No filters, and none to be had. */
export const NO_LENS: Lens = { can: () => false, picked: () => NOTHING, left: null, isFiltered: false };

/** What filters do for their owner. */
export interface FilteringActions {
  /** There is something new to draw. */
  changed: () => void;
  /** The last filter is gone, and with it what had the focus. */
  leave: () => void;
}

/** Keeps the filters of one profile. */
export class Filtering {
  readonly root: HTMLElement;
  private readonly status = element('span', { role: 'status' });
  private readonly chips = element('span', { class: 'iops-chips' });
  private readonly trouble = element('span', { class: 'iops-trouble', role: 'alert' });
  private readonly left = new Map<number, ColumnLeft>();
  private model: Model | null = null;
  private filters: readonly Filter[] = [];
  private rows: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private anchor: { column: string; kind: FilterKind; place: number } | null = null;

  constructor(
    private readonly strings: ProfileStrings,
    private readonly kernel: Kernel | null,
    private readonly actions: FilteringActions
  ) {
    this.root = element(
      'div',
      { class: 'iops-filters', role: 'group', 'aria-label': strings.filters, hidden: true },
      this.status,
      this.chips,
      this.trouble
    );
  }

  /** The filters that are on. */
  get chosen(): readonly Filter[] {
    return this.filters;
  }

  /** Rows that are left; null where that is not known. */
  get rowsLeft(): number | null {
    return this.rows;
  }

  /** Begins without filters, on a profile that can be filtered, or on one that cannot (null). */
  reset(model: Model | null): void {
    this.model = model;
    this.put([]);
  }

  /** Adds or takes away a place; `isRange` adds everything from the place before. */
  toggle(column: string, kind: FilterKind, place: number, isRange = false): void {
    const { anchor } = this;
    const isSame = anchor?.column === column && anchor.kind === kind && kind !== 'value';
    const from = isRange && isSame ? anchor.place : place;
    this.anchor = { column, kind, place };
    this.apply(toggled(this.filters, column, kind, place, from));
  }

  lensOf(column: Column): Lens {
    if (this.model === null) {
      return NO_LENS;
    }
    return {
      can: kind => kind !== 'value' || hasExactValues(column),
      picked: kind => picked(this.filters, column.name, kind),
      left: this.left.get(column.position) ?? null,
      isFiltered: this.filters.length > 0
    };
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  private apply(filters: readonly Filter[], place = 0): void {
    const hadFocus = this.root.contains(document.activeElement);
    this.put(filters);
    if (filters.length === 0) {
      this.kernel?.stop();
    } else {
      this.ask();
    }
    this.actions.changed();
    if (hadFocus) {
      this.focus(place);
    }
  }

  /** The focus goes to what stands in the place of a chip that is gone. */
  private focus(place: number): void {
    const nodes = [...this.chips.querySelectorAll<HTMLElement>('button')];
    const next = nodes[place] ?? nodes.at(-1);
    if (next === undefined) {
      this.actions.leave();
    } else {
      next.focus();
    }
  }

  private put(filters: readonly Filter[]): void {
    clearTimeout(this.timer);
    this.filters = filters;
    this.left.clear();
    this.rows = null;
    this.root.hidden = filters.length === 0;
    this.root.removeAttribute('aria-busy');
    this.status.textContent = '';
    this.trouble.replaceChildren();
    this.chips.replaceChildren(...this.chipElements());
  }

  private ask(): void {
    const { strings } = this;
    this.root.setAttribute('aria-busy', 'true');
    this.status.textContent = strings.counting;
    this.timer = setTimeout(() => (this.status.textContent = strings.stillWaiting), SLOW);
    this.kernel?.filter(
      this.filters,
      part => {
        clearTimeout(this.timer);
        this.rows = part.rows;
        part.columns.forEach((column, position) => this.left.set(position, column));
        if (part.progress >= 1) {
          this.root.removeAttribute('aria-busy');
        }
        this.status.textContent = this.rowsText(part.rows);
        this.actions.changed();
      },
      failure => this.fail(failure)
    );
  }

  private rowsText(rows: number): string {
    const all = this.model?.profile.row_count ?? null;
    return this.strings.rowsLeft(figureText(rows), all === null ? '?' : figureText(all));
  }

  private fail({ message, hint }: Failure): void {
    clearTimeout(this.timer);
    this.root.removeAttribute('aria-busy');
    this.status.textContent = '';
    const again = button(this.strings.again, () => this.apply(this.filters));
    this.trouble.replaceChildren(`${message} ${hint} `, again);
    this.actions.changed();
  }

  private chipElements(): HTMLElement[] {
    if (this.filters.length === 0) {
      return [];
    }
    const clear = button(this.strings.clearFilters, () => this.apply([]));
    const told = element('span', { class: 'iops-muted' }, this.strings.figuresOfAll);
    return [...this.filters.flatMap(one => this.chip(one) ?? []), clear, told];
  }

  private chip(filter: Filter): HTMLElement | null {
    const column = this.model?.entries.find(one => one.column.name === filter.column)?.column;
    if (column === undefined) {
      return null;
    }
    const text = filterText(filter, column, this.strings);
    const node = button(`${text} ×`, () => this.remove(filter), this.strings.removeFilter(text));
    node.classList.add('iops-chip');
    return node;
  }

  private remove(filter: Filter): void {
    const others = this.filters.filter(one => one !== filter);
    this.apply(others, this.filters.indexOf(filter));
  }
}
