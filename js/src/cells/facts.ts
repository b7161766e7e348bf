/** What is known of a cell with a magic of ours, from its text and its last run. Knows no editor. */
import type { AnswerPayload } from '../../widgets/answer/payload';
import { bodyOf, carriedOptions, cellMagic, namedConnection, resultName, type CellMagic } from './magic';
import type { Outcome } from './outcome';

/** A `%%sql` or `%%ask` cell. */
export interface CellFacts {
  kind: 'sql' | 'ask';
  /** The connection that its line names; null: the current one. */
  connection: string | null;
  /** Its SQL: what was typed, or that of the answer; null where there is none yet. */
  sql: string | null;
  /** Options that go with the SQL wherever it is looked at again. */
  options: string;
  /** The variable that holds its rows; null where nothing does. */
  result: string | null;
  failed: boolean;
  /** The `%%sql` cell that a `%%ask` cell can become. */
  asSql: string | null;
}

/** The facts of a cell; null where it has no magic of ours with a toolbar. */
export function factsOf(text: string, outcome: Outcome, known: ReadonlySet<string>): CellFacts | null {
  const magic = cellMagic(text);
  switch (magic?.name) {
    case 'sql':
      return {
        kind: 'sql',
        connection: namedConnection(magic, known),
        sql: filled(bodyOf(text)),
        options: carriedOptions(magic),
        asSql: null,
        ...ranFacts(magic, outcome)
      };
    case 'ask':
      return {
        kind: 'ask',
        connection: namedConnection(magic, known),
        ...answerFacts(magic, outcome.answer, known),
        ...ranFacts(magic, outcome)
      };
    default:
      return null;
  }
}

function ranFacts(magic: CellMagic, outcome: Outcome): Pick<CellFacts, 'result' | 'failed'> {
  return { result: resultName(magic) ?? outcome.value, failed: outcome.failed };
}

/** What the card tells of the SQL; its `%%sql` cell names the connection that was asked. */
function answerFacts(
  magic: CellMagic,
  answer: AnswerPayload | null,
  known: ReadonlySet<string>
): Pick<CellFacts, 'sql' | 'options' | 'asSql'> & Partial<CellFacts> {
  const written = answer && cellMagic(answer.cell);
  if (!written) {
    return { sql: null, options: '', asSql: null };
  }
  const connection = namedConnection(written, known);
  return {
    ...(connection === null ? {} : { connection }),
    sql: filled(answer.sql),
    options: carriedOptions(written),
    asSql: sqlCell(answer.question, answer.cell, resultName(magic))
  };
}

function filled(text: string): string | null {
  return text.trim() === '' ? null : text;
}

/** The answer's `%%sql` cell: the question goes on as its comment, and the rows into the same variable. */
function sqlCell(question: string, cell: string, result: string | null): string {
  const [line = '', ...body] = cell.split('\n');
  const comment = question.split(/\r\n?|\n/).map(words => `-- ${words}`);
  return [result ? `${line} -o ${result}` : line, ...comment, ...body].join('\n');
}
