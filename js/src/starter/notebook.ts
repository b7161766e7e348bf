/** What stands in a starter notebook; pure. */
import type { INotebookContent } from '@jupyterlab/nbformat';

import type { Translate } from '../replies';

/** Endings of the files that `%connect` and `%profile` take. */
const DATA_FILE = /\.(csv|tsv|json|jsonl|ndjson|parquet|xlsx)$/i;

/** What a starter notebook is for. */
export type Purpose =
  /** Questions on the sample data, or on a saved connection. */
  | { kind: 'ask'; connection: string }
  /** Questions on a file of the notebook's folder. */
  | { kind: 'ask-file'; file: string }
  | { kind: 'profile-file'; file: string };

/** The sample data, which need nothing. */
export const SAMPLE = 'sample';

/** A notebook with its name, its cells, and how many of them prepare the last one. */
export interface Starter {
  /** Without ending and number. */
  name: string;
  markdown: string;
  /** Runs when the notebook is opened. */
  setup: string;
  /** What a person changes and runs; empty where the first cell is all. */
  question: string;
}

/** Whether a file can be asked about. A name with a line break could carry code into a cell. */
export function isDataFile(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  return DATA_FILE.test(name) && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(name);
}

/** The notebook for a purpose. */
export function starterOf(purpose: Purpose, trans: Translate): Starter {
  const load = '%load_ext iopsdata_jupyter';
  switch (purpose.kind) {
    case 'ask':
      return {
        name: 'ask-your-data',
        markdown: lines(trans.__('# Ask your data'), asking(trans)),
        setup: `${load}\n%connect ${purpose.connection}`,
        question: purpose.connection === SAMPLE ? '%%ask\nWhat are the top 5 products by revenue?' : '%%ask\n'
      };
    case 'ask-file':
      return {
        name: `ask-${stem(purpose.file)}`,
        markdown: lines(trans.__('# Ask about %1', asText(purpose.file)), asking(trans)),
        setup: `${load}\n%connect ${quoted(purpose.file)}`,
        question: '%%ask\n'
      };
    case 'profile-file':
      return {
        name: `profile-${stem(purpose.file)}`,
        markdown: lines(
          trans.__('# Profile of %1', asText(purpose.file)),
          trans.__('Run the cell below again when the file has changed.')
        ),
        setup: `${load}\n%profile ${quoted(purpose.file)}`,
        question: ''
      };
  }
}

/** The notebook as its file has it, for the kernel of that name. */
export function contentOf(
  starter: Starter,
  kernel: { name: string; display_name: string }
): INotebookContent {
  const code = [starter.setup, starter.question].filter(source => source !== '');
  return {
    cells: [
      { cell_type: 'markdown', id: 'about', metadata: {}, source: starter.markdown },
      ...code.map((source, place) => ({
        cell_type: 'code',
        id: place === 0 ? 'setup' : 'question',
        metadata: {},
        source,
        outputs: [],
        execution_count: null
      }))
    ],
    metadata: { kernelspec: { ...kernel, language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** A name of a notebook that none of `taken` has. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map(each => each.toLocaleLowerCase()));
  for (let number = 0; ; number++) {
    const found = `${name}${number === 0 ? '' : `-${number}`}.ipynb`;
    if (!used.has(found.toLocaleLowerCase())) {
      return found;
    }
  }
}

function asking(trans: Translate): string {
  return trans.__(
    'Write a question below %1 and run the cell with Shift+Enter. Data are only read, never changed. ' +
      'Without a model set up, nothing leaves this machine.',
    '`%%ask`'
  );
}

function lines(...texts: string[]): string {
  return texts.join('\n\n');
}

function stem(file: string): string {
  return file.replace(DATA_FILE, '').replace(/[^\p{L}\p{N}_-]+/gu, '-') || 'file';
}

/** A name as Markdown shows it: code, so that nothing in it is markup. */
function asText(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``;
}

/** A path as a magic takes it; one that begins as something else is given its folder. */
function quoted(path: string): string {
  const plain = /^[\w.]/.test(path) ? path : `./${path}`;
  return /^[\w./-]+$/.test(plain) ? plain : `"${plain.replaceAll('"', '\\"')}"`;
}
