/** The lines of the list: headings, metrics and verified queries that fit what is searched; pure. */
import type { Metric, VerifiedQuery } from '../../api/types';

/** A line of the list. */
export type Row =
  | { kind: 'heading'; of: 'metric' | 'query'; count: number }
  | { kind: 'metric'; metric: Metric }
  | { kind: 'query'; query: VerifiedQuery };

/** The lines in order; a heading counts what fits below it. */
export function rowsOf(
  metrics: readonly Metric[],
  queries: readonly VerifiedQuery[],
  search: string
): readonly Row[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: readonly string[]): boolean => {
    const text = texts.join('\n').toLocaleLowerCase();
    return words.every(word => text.includes(word));
  };
  const named = metrics.filter(metric =>
    fits(metric.name, metric.expression, metric.description, ...metric.synonyms)
  );
  const asked = queries.filter(({ question, sql, connection }) => fits(question, sql, connection));
  return [
    { kind: 'heading', of: 'metric', count: named.length },
    ...named.map(metric => ({ kind: 'metric', metric }) as const),
    { kind: 'heading', of: 'query', count: asked.length },
    ...asked.map(query => ({ kind: 'query', query }) as const)
  ];
}

/** What tells a line apart from the others. */
export function keyOf(row: Row): string {
  switch (row.kind) {
    case 'heading':
      return `heading ${row.of}`;
    case 'metric':
      return `metric ${row.metric.name}`;
    case 'query':
      return `query ${row.query.id}`;
  }
}
