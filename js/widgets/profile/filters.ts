/** Filters by places of pictures: what is chosen, without a value of the data; nothing here draws. */
import type { Column, Histogram } from './payload';
import type { ProfileStrings } from './strings';
import { edgesText, oneLine, valueText } from './wording';

/** Which picture of a column a filter is of. */
export type FilterKind = 'range' | 'length' | 'value' | 'null';

/** Places of one picture that stand beside each other; as the kernel reads it. */
export interface Filter {
  column: string;
  kind: FilterKind;
  first: number;
  last: number;
}

const NO_PLACES: ReadonlySet<number> = new Set();

/** The filters with the places from `from` to `place` added, or with `place` taken away where it is on. */
export function toggled(
  filters: readonly Filter[],
  column: string,
  kind: FilterKind,
  place: number,
  from = place
): Filter[] {
  const places = new Set(picked(filters, column, kind));
  if (from === place && places.has(place)) {
    places.delete(place);
  } else {
    for (let one = Math.min(from, place); one <= Math.max(from, place); one++) {
      places.add(one);
    }
  }
  const others = filters.filter(one => one.column !== column || one.kind !== kind);
  return [...others, ...runs(places, kind).map(([first, last]) => ({ column, kind, first, last }))];
}

/** Bins beside each other are one filter; every value is one of its own. */
function runs(places: ReadonlySet<number>, kind: FilterKind): [number, number][] {
  const found: [number, number][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && kind !== 'value' && last[1] === place - 1) {
      last[1] = place;
    } else {
      found.push([place, place]);
    }
  }
  return found;
}

/** The places of one picture that are filtered by. */
export function picked(filters: readonly Filter[], column: string, kind: FilterKind): ReadonlySet<number> {
  const own = filters.filter(one => one.column === column && one.kind === kind);
  if (own.length === 0) {
    return NO_PLACES;
  }
  const places = new Set<number>();
  for (const { first, last } of own) {
    for (let place = first; place <= last; place++) {
      places.add(place);
    }
  }
  return places;
}

/** What a filter leaves, in words. */
export function filterText(filter: Filter, column: Column, strings: ProfileStrings): string {
  const name = oneLine(column.name, 40);
  switch (filter.kind) {
    case 'null':
      return strings.isNull(name);
    case 'value':
      return `${name}: ${valueText(column.top_values[filter.first]?.value ?? null, 40)}`;
    case 'length':
      return strings.lengthIn(name, between(column.text?.lengths ?? null, filter));
    case 'range':
      return `${name}: ${between(column.histogram, filter)}`;
  }
}

function between(histogram: Histogram | null, { first, last }: Filter): string {
  return histogram === null
    ? ''
    : edgesText(histogram.edges[first] ?? null, histogram.edges[last + 1] ?? null);
}

/** Kinds whose values equal a literal in every engine; as `_EXACT` in `profiling/places.py`. */
const EXACT = ['text', 'integer', 'decimal', 'boolean', 'uuid', 'json', 'time', 'interval', 'other'];

/** Whether rows can be told by the most frequent values: not where they are masked. */
export function hasExactValues(column: Column): boolean {
  return column.semantic?.personal !== true && EXACT.includes(column.kind);
}
