/** Search and filters of the history. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactElement } from 'react';

import type { Source, Verdict } from '../../api/types';
import { verdictLabel } from './format';
import type { HistoryModel } from './model';

/** Milliseconds without a key until words are searched. */
const PAUSE_MS = 250;

interface FiltersProps {
  model: HistoryModel;
  trans: TranslationBundle;
}

/** A field for words, and choices of verdict, kind and connection. */
export function Filters({ model, trans }: FiltersProps): ReactElement {
  const { filter, entries } = model.state;
  const connections = useKnown(entries.map(({ connection }) => connection));
  return (
    <div className="iops-History-filters" role="search" aria-label={trans.__('Search the history')}>
      <Words model={model} trans={trans} />
      <Choice
        label={trans.__('Kind')}
        value={filter.source}
        choices={[
          ['', trans.__('Kind')],
          ['ask', trans.__('Questions')],
          ['sql', trans.__('SQL')],
          ['profile', trans.__('Profiles')]
        ]}
        onChange={source => void model.filter({ source: source as Source | '' })}
      />
      <Choice
        label={trans.__('Verdict')}
        value={filter.verdict}
        choices={[
          ['', trans.__('Verdict')],
          ...(['allowed', 'refused', 'failed'] as Verdict[]).map(
            verdict => [verdict, verdictLabel(verdict, trans)] as const
          )
        ]}
        onChange={verdict => void model.filter({ verdict: verdict as Verdict | '' })}
      />
      <Choice
        label={trans.__('Connection')}
        value={filter.connection}
        choices={[['', trans.__('Connection')], ...connections.map(name => [name, name] as const)]}
        onChange={connection => void model.filter({ connection })}
      />
    </div>
  );
}

function Words({ model, trans }: FiltersProps): ReactElement {
  const searched = model.state.filter.words;
  const [words, setWords] = useState(searched);
  useEffect(() => setWords(searched), [searched]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (words !== model.state.filter.words) {
        void model.filter({ words });
      }
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, model]);
  return (
    <input
      type="search"
      className="jp-mod-styled"
      value={words}
      placeholder={trans.__('Search questions and SQL')}
      aria-label={trans.__('Search questions and SQL')}
      onChange={event => setWords(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          setWords('');
        }
      }}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps): ReactElement {
  return (
    <select
      className="jp-mod-styled"
      aria-label={label}
      title={label}
      value={value}
      onChange={event => onChange(event.target.value)}
    >
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** Every name that was there once, sorted, so that a choice does not vanish by being made. */
function useKnown(names: readonly string[]): readonly string[] {
  const known = useRef(new Set<string>());
  names.forEach(name => known.current.add(name));
  return [...known.current].sort((a, b) => a.localeCompare(b));
}
