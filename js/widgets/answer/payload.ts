/** What the kernel sends of an answer. Figures come formatted, so that every form of the card agrees. */

/** How some words of the question were read. */
export interface Understanding {
  words: string;
  /** In SQL terms. */
  meaning: string;
}

/** Where the SQL of an answer comes from. */
export interface Trust {
  kind: 'verified' | 'metric' | 'replayed' | 'offline' | 'model';
  label: string;
  meaning: string;
}

/** An answer, ready to be shown; `iopsdata_jupyter/widgets/summary.py` writes it. */
export interface AnswerPayload {
  question: string;
  sql: string;
  /** sqlglot's name of its dialect. Missing in notebooks of earlier versions. */
  dialect?: string;
  /** Source of a `%%sql` cell that runs `sql` on the same connection. */
  cell: string;
  explanation: string;
  assumptions: string[];
  understood: Understanding[];
  /** What the reader should know of the answer, such as a truncated result. */
  notes: string[];
  /** Missing in notebooks of earlier versions. */
  trust?: Trust;
  /** The footer, most important first: rows, time, connection, translator, cost, confidence. */
  facts: string[];
}

const TEXTS = ['question', 'sql', 'cell', 'explanation'];
const LISTS = ['assumptions', 'notes', 'facts'];

/** Whether `value`, read from a notebook or a kernel, is an answer that can be shown. */
export function isAnswerPayload(value: unknown): value is AnswerPayload {
  return (
    isRecord(value) &&
    TEXTS.every(name => isText(value[name])) &&
    LISTS.every(name => isListOf(value[name], isText)) &&
    isListOf(value['understood'], isUnderstanding) &&
    (value['dialect'] === undefined || isText(value['dialect'])) &&
    (value['trust'] === undefined || isTrust(value['trust']))
  );
}

const KINDS = ['verified', 'metric', 'replayed', 'offline', 'model'];

function isTrust(value: unknown): boolean {
  return (
    isRecord(value) &&
    KINDS.includes(String(value['kind'])) &&
    isText(value['label']) &&
    isText(value['meaning'])
  );
}

function isUnderstanding(value: unknown): boolean {
  return isRecord(value) && isText(value['words']) && isText(value['meaning']);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
