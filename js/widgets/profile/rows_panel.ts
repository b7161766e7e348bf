/** The part of the view that shows rows, or says why there are none to show. */
import { element } from '../shared/dom';
import type { Filtering } from './filtering';
import type { Kernel } from './kernel';
import type { Model } from './model';
import type { ProfileStrings } from './strings';
import { keyOf, RowsTable } from './table';
import { figureText } from './wording';

/** `live`: rows can be asked for; `early`: with the last figures; `alone`: there is no kernel to ask. */
export type RowsState = 'live' | 'waiting' | 'early' | 'alone';

/** Asks for no row before it is seen. */
export class RowsPanel {
  readonly root = element('div', { class: 'iops-rows' });
  private readonly observer: IntersectionObserver | null;
  private table: RowsTable | null = null;
  private model: Model | null = null;
  private state: RowsState = 'waiting';
  private key = '';

  constructor(
    private readonly strings: ProfileStrings,
    private readonly kernel: Kernel | null,
    private readonly filtering: Filtering
  ) {
    this.observer =
      typeof IntersectionObserver === 'undefined' ? null : new IntersectionObserver(() => this.update());
    this.observer?.observe(this.root);
  }

  /** Begins anew, on another profile or kernel. */
  reset(model: Model, state: RowsState): void {
    this.model = model;
    this.state = state;
    this.clear();
    this.update();
  }

  /** Shows what there is under the filters of now, where it is seen. */
  update(): void {
    if (this.state !== 'live') {
      this.root.replaceChildren(element('p', { class: 'iops-empty' }, this.reason()));
      return;
    }
    const key = keyOf(this.filtering.chosen);
    if (!this.isSeen() || (this.table !== null && this.key === key)) {
      this.table?.retell();
      return;
    }
    this.clear();
    this.key = key;
    this.table = this.made();
    this.root.replaceChildren(this.table?.root ?? '');
  }

  destroy(): void {
    this.observer?.disconnect();
    this.clear();
  }

  private isSeen(): boolean {
    return this.root.isConnected && this.root.closest('[hidden]') === null;
  }

  private clear(): void {
    this.table?.destroy();
    this.table = null;
  }

  private reason(): string {
    const { strings } = this;
    const reasons = { waiting: strings.waiting, early: strings.notFiltered, alone: strings.needsKernel };
    return this.state === 'live' ? '' : reasons[this.state];
  }

  private made(): RowsTable | null {
    const { kernel, model } = this;
    if (kernel === null || model === null) {
      return null;
    }
    const filters = this.filtering.chosen;
    return new RowsTable(
      model.profile.columns,
      this.strings,
      (offset, limit) => kernel.rows(filters, offset, limit),
      (held, isWhole) => this.told(held, isWhole)
    );
  }

  /** Which rows these are. */
  private told(held: number, isWhole: boolean): string {
    const { strings } = this;
    const isFiltered = this.filtering.chosen.length > 0;
    const rows = figureText(held);
    if (isWhole) {
      return isFiltered ? strings.allRowsLeft(rows) : strings.allRows(rows);
    }
    const all = isFiltered ? this.filtering.rowsLeft : (this.model?.profile.row_count ?? null);
    const total = all === null ? '…' : figureText(all);
    return isFiltered ? strings.firstRowsLeft(rows, total) : strings.firstRows(rows, total);
  }
}
