/** What a person writes of a metric or a verified query, before it is saved; pure. */
import type { Metric, MetricChange, VerifiedQuery } from '../../api/types';
import type { Translate } from '../../replies';

/** A metric as the fields of its form. */
export interface MetricDraft {
  kind: 'metric';
  /** The metric that is changed; null for a new one. */
  original: Metric | null;
  name: string;
  expression: string;
  description: string;
  grain: string;
  /** One condition a line. */
  filters: string;
  /** Separated by commas. */
  synonyms: string;
  /** The saved connection whose tables must hold it; empty: it is not checked. */
  connection: string;
}

/** A verified query as the fields of its form. */
export interface QueryDraft {
  kind: 'query';
  original: VerifiedQuery | null;
  question: string;
  sql: string;
  connection: string;
}

export type Draft = MetricDraft | QueryDraft;

/** Fields of a form that a person has changed. */
export type Fields = Partial<Omit<MetricDraft, 'kind' | 'original'>> &
  Partial<Omit<QueryDraft, 'kind' | 'original'>>;

const EMPTY: Required<MetricChange> = {
  expression: '',
  description: '',
  grain: '',
  filters: [],
  synonyms: []
};

/** The form of a metric; an empty one for null. */
export function metricDraft(original: Metric | null, connection: string): MetricDraft {
  const { expression, description, grain, filters, synonyms } = { ...EMPTY, ...original };
  return {
    kind: 'metric',
    original,
    name: original?.name ?? '',
    expression,
    description,
    grain,
    filters: filters.join('\n'),
    synonyms: synonyms.join(', '),
    connection
  };
}

/** The form of a verified query that is kept already. */
export function queryDraft(original: VerifiedQuery): QueryDraft {
  const { question, sql, connection } = original;
  return { kind: 'query', original, question, sql, connection };
}

/** What is saved of a metric. */
export function metricChange(draft: MetricDraft): MetricChange {
  return {
    expression: draft.expression.trim(),
    description: draft.description.trim(),
    grain: draft.grain.trim(),
    filters: pieces(draft.filters, '\n'),
    synonyms: pieces(draft.synonyms, ',')
  };
}

/** What is missing before it can be saved; empty where nothing is. */
export function missing(draft: Draft, trans: Translate): string {
  const fields: [string, string][] =
    draft.kind === 'metric'
      ? [
          [draft.name, trans.__('a name')],
          [draft.expression, trans.__('an expression')]
        ]
      : [
          [draft.question, trans.__('a question')],
          [draft.connection, trans.__('a connection')],
          [draft.sql, trans.__('SQL')]
        ];
  const names = fields.filter(([value]) => value.trim() === '').map(([, name]) => name);
  return names.length === 0 ? '' : trans.__('Needed: %1.', names.join(', '));
}

function pieces(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map(piece => piece.trim())
    .filter(piece => piece !== '');
}
