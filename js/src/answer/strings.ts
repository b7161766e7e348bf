/** The answer card's words in the user's language. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { AnswerStrings } from '../../widgets/answer/strings';

/** The card's words; the same as `english` where there is no translation. */
export function answerStrings(trans: TranslationBundle): AnswerStrings {
  return {
    card: trans.__('Answer'),
    copy: trans.__('Copy'),
    copyHint: trans.__('Copy the SQL'),
    copied: trans.__('Copied'),
    copyFailed: trans.__('Not allowed'),
    insert: trans.__('Insert cell'),
    insertHint: trans.__('Insert as a %%sql cell below'),
    inserted: trans.__('Inserted'),
    insertFailed: trans.__('No notebook'),
    assumptions: trans.__('Assumed'),
    understood: count => trans.__('How the question was read (%1)', count)
  };
}
