/** Payloads for tests. */
import type { Column, Comparison, Insight, Profile } from './payload';

/** A column of numbers, with changes. */
export function column(name: string, changes: Partial<Column> = {}): Column {
  return {
    name,
    position: 0,
    type: 'DOUBLE',
    kind: 'float',
    count: 10,
    null_count: 0,
    null_share: 0,
    distinct_count: 4,
    distinct_is_exact: true,
    min: 0.5,
    max: 8.5,
    mean: 4.25,
    std: 2,
    quantiles: { p50: 4 },
    histogram: { edges: [0.5, 4.5, 8.5], counts: [7, 3] },
    top_values: [{ value: 0.5, count: 4, share: 0.4 }],
    top_is_exact: true,
    top_rows: 10,
    samples: [0.5],
    number: { zero_count: 0, negative_count: 0, infinite_count: 0, outlier_count: 1, skew: 0.25 },
    text: null,
    temporal: null,
    nested: null,
    semantic: null,
    is_key: false,
    notes: [],
    ...changes
  };
}

/** A text column whose most frequent value is `value`. */
export function textColumn(name: string, value: string, changes: Partial<Column> = {}): Column {
  return column(name, {
    type: 'VARCHAR',
    kind: 'text',
    min: value,
    max: value,
    mean: null,
    std: null,
    quantiles: {},
    histogram: null,
    number: null,
    top_values: [{ value, count: 6, share: 0.6 }],
    samples: [value],
    text: {
      empty_count: 0,
      padded_count: 0,
      min_length: 1,
      max_length: 9,
      mean_length: 4,
      lengths: null,
      patterns: [{ value, count: 6, share: 0.6 }],
      case_variant_count: null
    },
    ...changes
  });
}

/** An insight about columns. */
export function insight(kind: string, columns: string[], text: string): Insight {
  return { kind, columns, text, query: 'SELECT 1' };
}

/** A whole profile of columns, with changes. */
export function profile(columns: Column[], changes: Partial<Profile> = {}): Profile {
  return {
    name: 'orders',
    connection: 'shop',
    columns: columns.map((one, position) => ({ ...one, position })),
    row_count: 10,
    size_bytes: 1500,
    duplicate_row_count: 0,
    candidate_keys: [],
    quality: { score: 0.9, completeness: 0.8, uniqueness: 1, validity: null, consistency: null },
    correlations: [],
    dependencies: [],
    foreign_keys: [],
    insights: [],
    stage: 'exact',
    progress: 1,
    sampling: null,
    notes: [],
    ...changes
  };
}

/** A comparison in which `kept` drifted, `gone` vanished and `fresh` came. */
export function comparison(): Comparison {
  return {
    left: profile([column('kept'), column('gone')]),
    right: profile([column('kept', { mean: 5 }), column('fresh')]),
    added: ['fresh'],
    removed: ['gone'],
    columns: [
      {
        name: 'kept',
        left_type: 'DOUBLE',
        right_type: 'BIGINT',
        null_change: 0,
        psi: 0.3,
        ks: 0.2,
        new_categories: [],
        vanished_categories: [],
        new_count: 0,
        vanished_count: 0
      }
    ],
    insights: [insight('schema', ['gone'], 'The column gone is gone.')]
  };
}
