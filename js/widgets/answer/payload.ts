/** What the kernel sends of an answer. Figures come formatted, so that every form of the card agrees. */

/** How some words of the question were read. */
export interface Understanding {
  words: string;
  /** In SQL terms. */
  meaning: string;
}

/** An answer, ready to be shown; `iopsdata_jupyter/widgets/summary.py` writes it. */
export interface AnswerPayload {
  question: string;
  sql: string;
  /** Source of a `%%sql` cell that runs `sql` on the same connection. */
  cell: string;
  explanation: string;
  assumptions: string[];
  understood: Understanding[];
  /** What the reader should know of the answer, such as a truncated result. */
  notes: string[];
  /** The footer, most important first: rows, time, connection, translator, cost, confidence. */
  facts: string[];
}

const LISTS = ['assumptions', 'notes', 'facts', 'understood'] as const;

/** Whether `value`, read from a notebook or a kernel, is an answer that can be shown. */
export function isAnswerPayload(value: unknown): value is AnswerPayload {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const found = value as Record<string, unknown>;
  return (
    ['question', 'sql', 'cell', 'explanation'].every(name => typeof found[name] === 'string') &&
    LISTS.every(name => Array.isArray(found[name]))
  );
}
