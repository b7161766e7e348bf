/** A list of which only the pages that somebody looked at have been read. */
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** Entries of one request: a screen holds about 40, and the server allows 1,000. */
export const PAGE = 200;

/** A page, and how many entries the whole list has. */
export interface Part<T> {
  items: readonly T[];
  total: number;
}

/** Reads a page; rejects with an ApiFailure. */
export type Fetch<T> = (offset: number, limit: number) => Promise<Part<T>>;

/** Entries by position, read a page at a time. */
export class Listing<T> {
  constructor(
    private readonly fetch: Fetch<T>,
    private readonly changed: () => void
  ) {}

  /** How many entries there are; null until the first page came. */
  get total(): number | null {
    return this._total;
  }

  /** Why the last page could not be read. */
  get failure(): Failure | null {
    return this._failure;
  }

  /** Whether a page is on its way. */
  get busy(): boolean {
    return this.asked.size > this.pages.size;
  }

  /** The entry at a place; undefined until its page came. */
  at(index: number): T | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Reads the page of an entry, unless it is there, is on its way or failed. */
  async ensure(index: number): Promise<void> {
    const page = Math.floor(index / PAGE);
    if (this._failure || this.asked.has(page)) {
      return;
    }
    this.asked.add(page);
    try {
      const part = await this.fetch(page * PAGE, PAGE);
      this.pages.set(page, part.items);
      this._total = part.total;
    } catch (error) {
      this.asked.delete(page);
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      this._failure = error.failure;
    }
    this.changed();
  }

  /** Forgets the failure, so that `ensure` reads again. */
  retry(): void {
    this._failure = null;
  }

  private readonly pages = new Map<number, readonly T[]>();
  private readonly asked = new Set<number>();
  private _total: number | null = null;
  private _failure: Failure | null = null;
}
