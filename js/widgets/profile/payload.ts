/** What the kernel sends of a profile: `iopsdata_jupyter/widgets/profile.py` wraps `TableProfile.to_dict()`. */
import { isListOf, isRecord, isText } from '../shared/checks';

/** A value of the data, as `profiling/plain.py` writes it. */
export type Value = string | number | boolean | null;

/** A figure; infinities, NaN and whole numbers that JavaScript would round are text. */
export type Figure = number | string;

/** A value and how often it occurs; `share` is of the rows looked at, 0..1. */
export interface ValueCount {
  value: Value;
  count: number;
  share: number;
}

/** Counts between edges, of which there is one more. */
export interface Histogram {
  edges: Value[];
  counts: number[];
}

/** What only numbers have. */
export interface NumberFacts {
  zero_count: number;
  negative_count: number;
  infinite_count: number;
  outlier_count: number | null;
  skew: Figure | null;
}

/** What only text has. */
export interface TextFacts {
  empty_count: number;
  padded_count: number;
  min_length: number | null;
  max_length: number | null;
  mean_length: Figure | null;
  lengths: Histogram | null;
  patterns: ValueCount[];
  case_variant_count: number | null;
}

/** What only dates and timestamps have. */
export interface TemporalFacts {
  granularity: string | null;
  gap_count: number | null;
  gap_unit: string | null;
  future_count: number;
}

/** What lists, maps and structs have. */
export interface NestedFacts {
  min_length: number | null;
  max_length: number | null;
  fields: Record<string, Figure>;
}

/** What the values mean. */
export interface SemanticType {
  name: string;
  personal: boolean;
  evidence: string;
}

/** One column; figures that are not known are null or empty. */
export interface Column {
  name: string;
  position: number;
  type: string;
  kind: string;
  count: number | null;
  null_count: number | null;
  null_share: number | null;
  distinct_count: number | null;
  distinct_is_exact: boolean;
  min: Value;
  max: Value;
  mean: Figure | null;
  std: Figure | null;
  quantiles: Record<string, Figure>;
  histogram: Histogram | null;
  top_values: ValueCount[];
  top_is_exact: boolean;
  top_rows: number;
  samples: Value[];
  number: NumberFacts | null;
  text: TextFacts | null;
  temporal: TemporalFacts | null;
  nested: NestedFacts | null;
  semantic: SemanticType | null;
  is_key: boolean;
  notes: string[];
}

/** One thing worth knowing, with the statement that shows it. */
export interface Insight {
  kind: string;
  columns: string[];
  text: string;
  query: string;
}

/** Parts of the quality score, 0..1. */
export interface Quality {
  score: number | null;
  completeness: number | null;
  uniqueness: number | null;
  validity: number | null;
  consistency: number | null;
}

/** How two columns go together. */
export interface Correlation {
  left: string;
  right: string;
  method: string;
  value: number;
  rows: number;
}

/** A column whose values are those of another table's key. */
export interface ForeignKey {
  column: string;
  target_table: string;
  target_column: string;
  orphan_count: number;
  /** Counts the rows whose value the target does not hold. */
  query: string;
}

/** A table, query, file or DataFrame. */
export interface Profile {
  name: string;
  connection: string;
  columns: Column[];
  row_count: number | null;
  size_bytes: number | null;
  duplicate_row_count: number | null;
  candidate_keys: string[][];
  quality: Quality | null;
  correlations: Correlation[];
  dependencies: { determinant: string; dependent: string }[];
  foreign_keys: ForeignKey[];
  insights: Insight[];
  stage: 'schema' | 'sample' | 'exact';
  /** Share of the work that is done. */
  progress: number;
  sampling: { rows: number; method: string } | null;
  notes: string[];
}

/** How one column differs on the right side of a comparison. */
export interface Drift {
  name: string;
  left_type: string;
  right_type: string;
  null_change: number | null;
  psi: number | null;
  ks: number | null;
  new_categories: string[];
  vanished_categories: string[];
  new_count: number;
  vanished_count: number;
}

/** What changed from `left` to `right`. */
export interface Comparison {
  left: Profile;
  right: Profile;
  added: string[];
  removed: string[];
  columns: Drift[];
  insights: Insight[];
}

/** A profile, or the comparison of two. */
export type ProfilePayload = { version: 1 } & (
  { profile: Profile; comparison?: undefined } | { comparison: Comparison; profile?: undefined }
);

type Check = (value: unknown) => boolean;

const isNumber: Check = value => typeof value === 'number';
const isFlag: Check = value => typeof value === 'boolean';
const isFigure: Check = value => isNumber(value) || isText(value);
const isValue: Check = value => value === null || isFigure(value) || isFlag(value);
const maybe =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const list =
  (check: Check): Check =>
  value =>
    isListOf(value, check);
const byName =
  (check: Check): Check =>
  value =>
    isRecord(value) && Object.values(value).every(check);
const shape =
  (checks: Record<string, Check>): Check =>
  value =>
    isRecord(value) && Object.entries(checks).every(([name, check]) => check(value[name]));

const isCount = shape({ value: isValue, count: isNumber, share: isNumber });
const isHistogram: Check = value =>
  shape({ edges: list(isValue), counts: list(isNumber) })(value) &&
  (value as Histogram).edges.length === (value as Histogram).counts.length + 1;
const isColumn = shape({
  name: isText,
  position: isNumber,
  type: isText,
  kind: isText,
  count: maybe(isNumber),
  null_count: maybe(isNumber),
  null_share: maybe(isNumber),
  distinct_count: maybe(isNumber),
  distinct_is_exact: isFlag,
  min: isValue,
  max: isValue,
  mean: maybe(isFigure),
  std: maybe(isFigure),
  quantiles: byName(isFigure),
  histogram: maybe(isHistogram),
  top_values: list(isCount),
  top_is_exact: isFlag,
  top_rows: isNumber,
  samples: list(isValue),
  number: maybe(
    shape({
      zero_count: isNumber,
      negative_count: isNumber,
      infinite_count: isNumber,
      outlier_count: maybe(isNumber),
      skew: maybe(isFigure)
    })
  ),
  text: maybe(
    shape({
      empty_count: isNumber,
      padded_count: isNumber,
      min_length: maybe(isNumber),
      max_length: maybe(isNumber),
      mean_length: maybe(isFigure),
      lengths: maybe(isHistogram),
      patterns: list(isCount),
      case_variant_count: maybe(isNumber)
    })
  ),
  temporal: maybe(
    shape({
      granularity: maybe(isText),
      gap_count: maybe(isNumber),
      gap_unit: maybe(isText),
      future_count: isNumber
    })
  ),
  nested: maybe(
    shape({ min_length: maybe(isNumber), max_length: maybe(isNumber), fields: byName(isFigure) })
  ),
  semantic: maybe(shape({ name: isText, personal: isFlag, evidence: isText })),
  is_key: isFlag,
  notes: list(isText)
});
const isInsight = shape({ kind: isText, columns: list(isText), text: isText, query: isText });
const isProfile = shape({
  name: isText,
  connection: isText,
  columns: list(isColumn),
  row_count: maybe(isNumber),
  size_bytes: maybe(isNumber),
  duplicate_row_count: maybe(isNumber),
  candidate_keys: list(list(isText)),
  quality: maybe(
    shape({
      score: maybe(isNumber),
      completeness: maybe(isNumber),
      uniqueness: maybe(isNumber),
      validity: maybe(isNumber),
      consistency: maybe(isNumber)
    })
  ),
  correlations: list(shape({ left: isText, right: isText, method: isText, value: isNumber, rows: isNumber })),
  dependencies: list(shape({ determinant: isText, dependent: isText })),
  foreign_keys: list(
    shape({
      column: isText,
      target_table: isText,
      target_column: isText,
      orphan_count: isNumber,
      query: isText
    })
  ),
  insights: list(isInsight),
  stage: value => ['schema', 'sample', 'exact'].includes(String(value)),
  progress: isNumber,
  sampling: maybe(shape({ rows: isNumber, method: isText })),
  notes: list(isText)
});
const isDrift = shape({
  name: isText,
  left_type: isText,
  right_type: isText,
  null_change: maybe(isNumber),
  psi: maybe(isNumber),
  ks: maybe(isNumber),
  new_categories: list(isText),
  vanished_categories: list(isText),
  new_count: isNumber,
  vanished_count: isNumber
});
const isComparison = shape({
  left: isProfile,
  right: isProfile,
  added: list(isText),
  removed: list(isText),
  columns: list(isDrift),
  insights: list(isInsight)
});

/** Whether `value`, read from a notebook or a kernel, is a profile that can be shown. */
export function isProfilePayload(value: unknown): value is ProfilePayload {
  if (!isRecord(value) || value['version'] !== 1) {
    return false;
  }
  return value['profile'] === undefined ? isComparison(value['comparison']) : isProfile(value['profile']);
}
