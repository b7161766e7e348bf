/** One question or statement of the history. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon, closeIcon, errorIcon, type LabIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import { visible } from '../../../widgets/shared/visible';
import type { HistoryEntry, Verdict } from '../../api/types';
import { Actions, Unfolding } from '../../parts/unfolding';
import { ago, costLabel, exactly, headline, rowsLabel, verdictLabel } from './format';

/** What a person can do with an entry. */
export interface EntryActions {
  onInsertQuestion(entry: HistoryEntry): void;
  onInsertStatement(entry: HistoryEntry): void;
  onCopy(entry: HistoryEntry): void;
  onVerify(entry: HistoryEntry): void;
  onDelete(entry: HistoryEntry): Promise<void>;
}

interface EntryProps {
  entry: HistoryEntry;
  isOpen: boolean;
  onToggle: () => void;
  now: Date;
  actions: EntryActions;
  trans: TranslationBundle;
  language: string;
}

const ICONS: Record<Verdict, LabIcon> = { allowed: checkIcon, refused: closeIcon, failed: errorIcon };

/** A line that unfolds into the whole text and what can be done with it. */
export function Entry(props: EntryProps): ReactElement {
  const { entry, isOpen, onToggle, actions, trans, language } = props;
  const notes = [
    exactly(entry.at, language),
    entry.translator && trans.__('SQL by %1', visible(entry.translator)),
    entry.notebook && visible(entry.notebook)
  ];
  return (
    <Unfolding
      title={visible(headline(entry))}
      isCode={entry.question === ''}
      facts={<Facts {...props} />}
      isOpen={isOpen}
      onToggle={onToggle}
      onDelete={() => void actions.onDelete(entry)}
    >
      {entry.sql && <pre tabIndex={0}>{visible(entry.sql)}</pre>}
      <p>{notes.filter(Boolean).join(' · ')}</p>
      <Buttons {...props} />
    </Unfolding>
  );
}

function Facts({ entry, now, trans, language }: EntryProps): ReactElement {
  const Icon = ICONS[entry.verdict];
  const others = [
    visible(entry.connection),
    rowsLabel(entry.rows, trans, language),
    costLabel(entry.cost_usd, language)
  ];
  return (
    <>
      <span className={`iops-History-verdict iops-mod-${entry.verdict}`}>
        <Icon.react tag="span" width="14px" height="14px" aria-hidden="true" />
        {verdictLabel(entry.verdict, trans)}
      </span>
      <time dateTime={entry.at} title={exactly(entry.at, language)}>
        {ago(entry.at, now, language)}
      </time>
      {others.filter(Boolean).map((text, place) => (
        <span key={place}>{text}</span>
      ))}
    </>
  );
}

function Buttons({ entry, actions, trans }: EntryProps): ReactElement {
  const canVerify = entry.sql !== '' && entry.verdict === 'allowed';
  return (
    <Actions
      actions={[
        {
          label: trans.__('Ask again'),
          title: trans.__('Insert the question as a cell; it is not run'),
          act: entry.question === '' ? null : () => actions.onInsertQuestion(entry)
        },
        {
          label: trans.__('Insert SQL'),
          title: trans.__('Insert the SQL as a cell; it is not run'),
          act: entry.sql === '' ? null : () => actions.onInsertStatement(entry)
        },
        {
          label: trans.__('Copy'),
          title: trans.__('Copy the SQL, or the question where there is none'),
          act: () => actions.onCopy(entry)
        },
        {
          label: trans.__('Verify…'),
          title: trans.__('Keep a question and this SQL as a verified query'),
          act: canVerify ? () => actions.onVerify(entry) : null
        },
        {
          label: trans.__('Delete…'),
          title: trans.__('Delete this entry from the history'),
          act: () => void actions.onDelete(entry)
        }
      ]}
    />
  );
}
