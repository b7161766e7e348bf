/** What a cell's outputs say of its last run. Knows no widget. */
import { isAnswerPayload, type AnswerPayload } from '../../widgets/answer/payload';
import { ANSWER_MIME } from '../tokens';
import { isPlace, type Place } from './place';

/** An output, as a notebook file or a model of one has it. */
export interface Output {
  type: string;
  data?: Readonly<Record<string, unknown>>;
  metadata?: Readonly<Record<string, unknown>>;
  /** Of an error: the name of its class. */
  ename?: unknown;
  /** Of a cell's value: the number in `Out[n]`. */
  executionCount?: number | null;
}

/** What the last run of a cell left behind. */
export interface Outcome {
  /** The answer card of a `%%ask` cell. */
  answer: AnswerPayload | null;
  /** Whether a statement failed, or was refused; other errors are not for repair. */
  failed: boolean;
  /** IPython's name of the cell's value, such as `_12`; null where it has none. */
  value: string | null;
  /** Where in the cell's text it went wrong. */
  places: readonly Place[];
}

const STATEMENT_ERRORS: ReadonlySet<unknown> = new Set(['ExecutionError', 'StatementRejected']);

/** Reads the outputs of a cell. */
export function outcomeOf(outputs: readonly Output[]): Outcome {
  return {
    answer: outputs.map(output => output.data?.[ANSWER_MIME]).find(isAnswerPayload) ?? null,
    failed: outputs.some(output => output.type === 'error' && STATEMENT_ERRORS.has(output.ename)),
    value: valueOf(outputs.find(output => output.type === 'execute_result')),
    places: outputs.map(output => output.metadata?.['iopsdata']).filter(isPlace)
  };
}

function valueOf(result: Output | undefined): string | null {
  return typeof result?.executionCount === 'number' ? `_${result.executionCount}` : null;
}
