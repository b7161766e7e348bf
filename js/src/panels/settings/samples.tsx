/** The switches of the connections whose values may be told to a model. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState, type ReactElement } from 'react';

import { FailureNotice } from '../../parts/failure-notice';
import { matching } from '../../parts/matching';
import type { SamplesModel } from './samples-model';

/** Switches that are shown at once, and as many as need no search. */
const MOST = 50;
const FEW = 12;

interface Props {
  samples: SamplesModel;
  trans: TranslationBundle;
}

/** One switch for each saved connection. */
export function Samples({ samples, trans }: Props): ReactElement {
  const id = useId();
  const [wanted, setWanted] = useState('');
  const { connections, failure } = samples.state;
  const found = connections ?? [];
  const names = found.map(({ name }) => name);
  const { shown, more } = matching(names, wanted, MOST);
  const allowed = new Set(found.filter(connection => connection.samples).map(({ name }) => name));
  return (
    <fieldset className="iops-Samples" aria-describedby={`${id}-hint`}>
      <legend>{trans.__('Samples of the data, per connection')}</legend>
      <p id={`${id}-hint`} className="iops-Hint">
        {trans.__('Values as hints, personal ones by their form only. Result rows are never sent.')}
      </p>
      {failure && <FailureNotice failure={failure} />}
      {connections?.length === 0 && <p className="iops-Hint">{trans.__('No saved connections.')}</p>}
      {names.length > FEW && (
        <input
          className="jp-mod-styled"
          type="search"
          aria-label={trans.__('Find a connection')}
          placeholder={trans.__('Find a connection')}
          value={wanted}
          onChange={event => setWanted(event.target.value)}
        />
      )}
      <ul>
        {shown.map(name => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                className="jp-mod-styled"
                checked={allowed.has(name)}
                disabled={samples.state.busy !== null}
                onChange={event => void samples.allow(name, event.target.checked)}
              />
              <span>{name}</span>
            </label>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="iops-Hint">
          {trans._n('%1 more; type to find it', '%1 more; type to find them', more)}
        </p>
      )}
    </fieldset>
  );
}
