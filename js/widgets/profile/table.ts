/** Rows as a table of which only what is seen is in the document and was asked for. */
import { element } from '../shared/dom';
import { pageOf, type Cell, type Page } from './arrow';
import { button } from './controls';
import type { Filter } from './filters';
import type { Failure, RowsAnswer } from './kernel';
import type { Column } from './payload';
import type { ProfileStrings } from './strings';
import { oneLine } from './wording';

/** Pixels; the style sheet gives the height too. */
const ROW_HEIGHT = 24;
const NARROW = 110;
const WIDE = 170;
const NUMBERS_WIDTH = 56;
/** Rows and pixels beside the view that are drawn too. */
const MARGIN_ROWS = 6;
const MARGIN_WIDTH = 200;
const UNKNOWN = { width: 900, height: 420 };
/** Rows that are asked for at once. */
const PAGE = 100;

/** Where rows come from. */
export type RowSource = (offset: number, limit: number) => Promise<RowsAnswer | Failure>;

/** What is told of the rows as a whole. */
export type RowsTold = (held: number, isWhole: boolean) => string;

/** The rows under one set of filters. */
export class RowsTable {
  readonly root: HTMLElement;
  private readonly caption = element('p', { class: 'iops-muted iops-caption', role: 'status' });
  private readonly scroller: HTMLElement;
  private readonly head = element('div', { class: 'iops-table-row iops-table-head', role: 'row' });
  private readonly body = element('div', { class: 'iops-table-body', role: 'rowgroup' });
  private readonly observer: ResizeObserver | null;
  private readonly edges: number[];
  private readonly pages = new Map<number, Page | null>();
  private held: number | null = null;
  private isWhole = false;
  private frame = 0;

  constructor(
    private readonly columns: readonly Column[],
    private readonly strings: ProfileStrings,
    private readonly source: RowSource,
    private readonly told: RowsTold
  ) {
    this.edges = edgesOf(columns);
    const width = `${this.edges.at(-1) ?? 0}px`;
    this.head.style.width = width;
    this.body.style.width = width;
    const head = element('div', { role: 'rowgroup' }, this.head);
    const table = { class: 'iops-table', role: 'table', tabindex: '0', 'aria-label': strings.rowsTab };
    this.scroller = element('div', table, head, this.body);
    this.scroller.setAttribute('aria-colcount', String(columns.length + 1));
    this.scroller.addEventListener('scroll', () => this.drawSoon());
    this.observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => this.drawSoon());
    this.observer?.observe(this.scroller);
    this.root = element('div', { class: 'iops-rows-panel' }, this.caption, this.scroller);
    this.caption.textContent = strings.waiting;
    this.scroller.setAttribute('aria-busy', 'true');
    // The columns are known before the first rows, and a row without a cell is none to a screen reader.
    this.draw();
    void this.fetch(0);
  }

  /** Says anew which rows these are: how many fit in all may come later than the rows. */
  retell(): void {
    if (this.held !== null) {
      this.caption.replaceChildren(this.told(this.held, this.isWhole));
    }
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer?.disconnect();
  }

  /** Once a frame: scrolling fires more often than that. */
  private drawSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private async fetch(start: number): Promise<void> {
    this.pages.set(start, null);
    const answer = await this.source(start, PAGE);
    if ('bytes' in answer) {
      this.pages.set(start, pageOf(answer.bytes));
      this.show(answer);
    } else {
      this.pages.delete(start);
      this.fail(answer);
    }
  }

  private show({ held, isWhole }: RowsAnswer): void {
    this.held = held;
    this.isWhole = isWhole;
    this.retell();
    this.scroller.removeAttribute('aria-busy');
    this.scroller.setAttribute('aria-rowcount', String(held + 1));
    this.body.style.height = `${held * ROW_HEIGHT}px`;
    this.draw();
  }

  private fail({ message, hint }: Failure): void {
    const again = button(this.strings.again, () => void this.fetch(0));
    this.caption.replaceChildren(`${message} ${hint} `, again);
    this.scroller.removeAttribute('aria-busy');
  }

  private draw(): void {
    const { scrollTop, scrollLeft } = this.scroller;
    const height = this.scroller.clientHeight || UNKNOWN.height;
    const width = this.scroller.clientWidth || UNKNOWN.width;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN_ROWS);
    const last = Math.min(this.held ?? 0, Math.ceil((scrollTop + height) / ROW_HEIGHT) + MARGIN_ROWS);
    const seen = this.seenColumns(scrollLeft - MARGIN_WIDTH, scrollLeft + width + MARGIN_WIDTH);
    this.head.replaceChildren(this.corner(), ...seen.map(place => this.headCell(place)));
    const rows: HTMLElement[] = [];
    for (let row = first; row < last; row++) {
      rows.push(this.rowElement(row, seen));
    }
    this.body.replaceChildren(...rows);
    for (let start = first - (first % PAGE); start < last; start += PAGE) {
      if (!this.pages.has(start)) {
        void this.fetch(start);
      }
    }
  }

  private seenColumns(from: number, to: number): number[] {
    return this.columns
      .map((_, place) => place)
      .filter(place => (this.edges[place + 1] ?? 0) >= from && (this.edges[place] ?? 0) <= to);
  }

  private corner(): HTMLElement {
    const cell = element('div', { class: 'iops-table-number', role: 'columnheader', 'aria-colindex': '1' });
    cell.append(element('span', { class: 'iops-hidden' }, this.strings.rowNumber));
    return cell;
  }

  private headCell(place: number): HTMLElement {
    const column = this.columns[place];
    const name = oneLine(column?.name ?? '');
    const isMasked = column?.semantic?.personal === true;
    const mark = isMasked
      ? element('span', { class: 'iops-badge iops-personal' }, this.strings.masked)
      : null;
    return this.place(
      element(
        'div',
        { class: this.cellClass(place), role: 'columnheader', title: name },
        oneLine(name, 60),
        mark
      ),
      place
    );
  }

  private rowElement(row: number, seen: readonly number[]): HTMLElement {
    const start = row - (row % PAGE);
    const page = this.pages.get(start) ?? null;
    const number = element('div', { class: 'iops-table-number', role: 'rowheader', 'aria-colindex': '1' });
    number.textContent = String(row + 1);
    const cells = seen.map(place => this.cellElement(page?.cell(row - start, place) ?? null, place));
    const made = element('div', { class: 'iops-table-row', role: 'row' }, number, ...cells);
    made.setAttribute('aria-rowindex', String(row + 2));
    made.style.transform = `translateY(${row * ROW_HEIGHT}px)`;
    return made;
  }

  private cellElement(cell: Cell | null, place: number): HTMLElement {
    const name = `${this.cellClass(place)}${cell?.isBlank === true ? ' iops-blank' : ''}`;
    const text = cell?.text ?? '…';
    return this.place(element('div', { class: name, role: 'cell', title: text }, text), place);
  }

  private place(cell: HTMLElement, place: number): HTMLElement {
    const [left, right] = [this.edges[place] ?? 0, this.edges[place + 1] ?? 0];
    cell.style.left = `${left}px`;
    cell.style.width = `${right - left}px`;
    cell.setAttribute('aria-colindex', String(place + 2));
    return cell;
  }

  private cellClass(place: number): string {
    const kind = this.columns[place]?.kind ?? '';
    return isNumeric(kind) && this.columns[place]?.semantic?.personal !== true
      ? 'iops-table-cell iops-right'
      : 'iops-table-cell';
  }
}

function isNumeric(kind: string): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'float';
}

function edgesOf(columns: readonly Column[]): number[] {
  const edges = [NUMBERS_WIDTH];
  for (const { kind } of columns) {
    const width = kind === 'integer' || kind === 'boolean' ? NARROW : WIDE;
    edges.push((edges.at(-1) ?? 0) + width);
  }
  return edges;
}

/** A name of filters, by which it is seen that they have changed. */
export function keyOf(filters: readonly Filter[]): string {
  return JSON.stringify(filters);
}
