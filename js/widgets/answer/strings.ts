/** The words of the card, so that a front end with translations can put its own. */

/** Every text of the card that does not come from the kernel. */
export interface AnswerStrings {
  card: string;
  copy: string;
  copyHint: string;
  copied: string;
  copyFailed: string;
  insert: string;
  insertHint: string;
  inserted: string;
  insertFailed: string;
  assumptions: string;
  /** Heading of the list of understood words. */
  understood: (count: number) => string;
}

/** The card's words in English. */
export const english: AnswerStrings = {
  card: 'Answer',
  copy: 'Copy',
  copyHint: 'Copy the SQL',
  copied: 'Copied',
  copyFailed: 'Not allowed',
  insert: 'Insert cell',
  insertHint: 'Insert as a %%sql cell below',
  inserted: 'Inserted',
  insertFailed: 'No notebook',
  assumptions: 'Assumed',
  understood: count => `How the question was read (${count})`
};
