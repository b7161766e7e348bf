/** What the view shows of a payload, and which columns in which order; nothing here draws. */
import type { Column, Drift, Insight, Profile, ProfilePayload } from './payload';

/** One column, beside its former self in a comparison. */
export interface Entry {
  column: Column;
  before: Column | null;
  drift: Drift | null;
  change: 'none' | 'added' | 'removed';
  /** What the insights tell of it. */
  warnings: Insight[];
}

/** A profile or comparison, ready to be shown. */
export interface Model {
  /** The profile itself, or the right side of a comparison. */
  profile: Profile;
  /** The left side of a comparison. */
  before: Profile | null;
  entries: Entry[];
  insights: Insight[];
}

/** Families of kinds that a reader thinks in. */
export const GROUPS = ['number', 'text', 'time', 'boolean', 'nested', 'other'] as const;

/** One of `GROUPS`. */
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Record<string, Group> = {
  integer: 'number',
  decimal: 'number',
  float: 'number',
  text: 'text',
  date: 'time',
  timestamp: 'time',
  time: 'time',
  interval: 'time',
  boolean: 'boolean',
  list: 'nested',
  struct: 'nested',
  map: 'nested'
};

/** What the list can be sorted by. */
export type SortKey = 'position' | 'name' | 'nulls' | 'distinct' | 'drift' | 'warnings';

/** Which columns are shown, and how they are ordered. */
export interface Choice {
  query: string;
  /** Empty: every type. */
  group: Group | '';
  /** Empty: all; `nulls`, `warned`, `personal`, `changed`, or `kind:` and the kind of an insight. */
  show: string;
  sort: SortKey;
  descending: boolean;
}

/** Everything, in the order of the table. */
export const EVERYTHING: Choice = { query: '', group: '', show: '', sort: 'position', descending: false };

/** The model of a payload. */
export function modelOf(payload: ProfilePayload): Model {
  return payload.profile === undefined ? comparisonModel(payload.comparison) : profileModel(payload.profile);
}

function profileModel(profile: Profile): Model {
  const warnings = byColumn(profile.insights);
  const entries = profile.columns.map((column): Entry => ({
    column,
    before: null,
    drift: null,
    change: 'none',
    warnings: warnings.get(column.name) ?? []
  }));
  return { profile, before: null, entries, insights: profile.insights };
}

function comparisonModel(comparison: NonNullable<ProfilePayload['comparison']>): Model {
  const { left, right, insights } = comparison;
  const warnings = byColumn(insights);
  const drifts = new Map(comparison.columns.map(drift => [drift.name, drift]));
  const before = new Map(left.columns.map(column => [column.name, column]));
  const here = new Set(right.columns.map(column => column.name));
  const gone = left.columns.filter(column => !here.has(column.name));
  const entry = (column: Column, change: Entry['change']): Entry => ({
    column,
    before: change === 'removed' ? column : (before.get(column.name) ?? null),
    drift: drifts.get(column.name) ?? null,
    change,
    warnings: warnings.get(column.name) ?? []
  });
  const kept = right.columns.map(column => entry(column, before.has(column.name) ? 'none' : 'added'));
  const entries = [...kept, ...gone.map(column => entry(column, 'removed'))];
  return { profile: right, before: left, entries, insights };
}

function byColumn(insights: readonly Insight[]): Map<string, Insight[]> {
  const found = new Map<string, Insight[]>();
  for (const insight of insights) {
    for (const name of insight.columns) {
      found.set(name, [...(found.get(name) ?? []), insight]);
    }
  }
  return found;
}

/** The family of a column. */
export function groupOf(column: Column): Group {
  return GROUP_OF[column.kind] ?? 'other';
}

/** The entries that `choice` leaves, in its order; unknown figures always come last. */
export function chosen(entries: readonly Entry[], choice: Choice): Entry[] {
  const query = choice.query.toLowerCase();
  const left = entries.filter(
    entry =>
      (query === '' || matches(entry.column, query)) &&
      (choice.group === '' || groupOf(entry.column) === choice.group) &&
      isShown(entry, choice.show)
  );
  return choice.sort === 'position' ? left : left.sort(order(choice));
}

function matches({ name, type, semantic }: Column, query: string): boolean {
  return [name, type, semantic?.name ?? ''].some(text => text.toLowerCase().includes(query));
}

function isShown(entry: Entry, show: string): boolean {
  switch (show) {
    case '':
      return true;
    case 'nulls':
      return (entry.column.null_count ?? 0) > 0;
    case 'warned':
      return entry.warnings.length > 0;
    case 'personal':
      return entry.column.semantic?.personal === true;
    case 'changed':
      return entry.change !== 'none' || entry.warnings.length > 0;
    default:
      return entry.warnings.some(insight => `kind:${insight.kind}` === show);
  }
}

function order(choice: Choice): (a: Entry, b: Entry) => number {
  const sign = choice.descending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [sortValue(a, choice.sort), sortValue(b, choice.sort)];
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null);
    }
    const compared = typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right);
    return sign * compared;
  };
}

function sortValue({ column, drift, warnings }: Entry, key: SortKey): string | number | null {
  switch (key) {
    case 'position':
      return column.position;
    case 'name':
      return column.name;
    case 'nulls':
      return column.null_share;
    case 'distinct':
      return column.distinct_count;
    case 'drift':
      return drift?.psi ?? null;
    case 'warnings':
      return warnings.length;
  }
}

/** The kinds of the insights that tell of columns, each once. */
export function warningKinds(model: Model): string[] {
  return [...new Set(model.insights.filter(one => one.columns.length > 0).map(one => one.kind))].sort();
}
