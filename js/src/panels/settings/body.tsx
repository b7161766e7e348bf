/** What the section of ask settings shows: groups that fold, each setting saved as it is changed. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement, ReactNode } from 'react';

import type { Setting } from '../../api/types';
import { Combobox } from '../../parts/combobox';
import { FailureNotice } from '../../parts/failure-notice';
import { redrawn } from '../../parts/redrawn';
import { Fallbacks } from './fallbacks';
import { Field, Remark } from './field';
import { ProviderKeys } from './keys';
import type { KeysModel } from './keys-model';
import type { Refused, SettingsModel } from './model';
import { Samples } from './samples';
import type { SamplesModel } from './samples-model';
import { decidedBy, inGroup, sourceLabel, wordingOf, type Group } from './wording';

/** What the section needs. */
export interface Models {
  settings: SettingsModel;
  keys: KeysModel;
  samples: SamplesModel;
}

interface Props extends Models {
  trans: TranslationBundle;
}

/** The section's content as a Lumino widget. */
export function createBody(props: Props): ReactWidget {
  const signals = [props.settings, props.keys, props.samples].map(model => model.stateChanged);
  return redrawn(signals, ['iops-Settings-body', 'iops-Form'], () => <Body {...props} />);
}

function Body(props: Props): ReactElement {
  const { settings, trans } = props;
  const { state } = settings;
  switch (state.status) {
    case 'loading':
      return <p className="iops-Hint">{trans.__('Reading settings…')}</p>;
    case 'failed':
      return <FailureNotice failure={state.failure} />;
    case 'ready':
      return (
        <>
          {state.refused && <RefusedNotice refused={state.refused} settings={settings} trans={trans} />}
          <Groups {...props} all={state.settings} />
          <Precedence order={state.precedence} trans={trans} />
        </>
      );
  }
}

function Groups(props: Props & { all: readonly Setting[] }): ReactElement {
  const { all, keys, samples, settings, trans } = props;
  const fields = (group: Group): ReactNode =>
    inGroup(group, all).map(setting => (
      <Field key={setting.name} setting={setting} model={settings} trans={trans} />
    ));
  const fallbacks = settings.find('fallback_models');
  const other = fields('other') as readonly ReactElement[];
  return (
    <>
      <Fold title={trans.__('Model')} open>
        <ModelGroup {...props} />
      </Fold>
      {fallbacks && (
        <Fold title={trans.__('If the model fails')} open>
          <Fallbacks
            setting={fallbacks}
            models={keys.state.chosen?.models ?? []}
            model={settings}
            trans={trans}
          />
        </Fold>
      )}
      <Fold title={trans.__('Answers')} open>
        {fields('answers')}
      </Fold>
      <Fold title={trans.__('What a model is told')}>
        {fields('told')}
        <Samples samples={samples} trans={trans} />
      </Fold>
      <Fold title={trans.__('Budget and limits')}>{fields('limits')}</Fold>
      {other.length > 0 && <Fold title={trans.__('Other')}>{other}</Fold>}
    </>
  );
}

function Fold(props: { title: string; open?: boolean; children: ReactNode }): ReactElement {
  return (
    <details className="iops-Settings-group" open={props.open}>
      <summary>{props.title}</summary>
      <div>{props.children}</div>
    </details>
  );
}

function ModelGroup({ settings, keys, trans }: Props): ReactElement {
  const setting = settings.find('model');
  const apiBase = settings.find('api_base');
  const text = (name: string): string => {
    const value = settings.valueOf(name);
    return typeof value === 'string' ? value : '';
  };
  return (
    <>
      <ProviderKeys keys={keys} model={text('model')} apiBase={text('api_base') || null} trans={trans} />
      {setting && (
        <div className="iops-Setting" data-setting="model">
          <span>{trans.__('Model')}</span>
          <Combobox
            label={trans.__('Model')}
            placeholder={trans.__('none: offline only')}
            value={text('model')}
            options={keys.state.chosen?.models ?? []}
            disabled={decidedBy(setting, trans) !== null}
            onCommit={name => void settings.save({ model: name || null })}
            trans={trans}
          />
          <Remark id="iops-model-remark" setting={setting} trans={trans} />
        </div>
      )}
      {apiBase && <Field setting={apiBase} model={settings} trans={trans} />}
    </>
  );
}

function RefusedNotice(props: {
  refused: Refused;
  settings: SettingsModel;
  trans: TranslationBundle;
}): ReactElement {
  const { refused, settings, trans } = props;
  const names = Object.keys(refused.values).map(name => wordingOf(name, trans).label);
  return (
    <div className="iops-Settings-refused">
      <FailureNotice failure={refused.failure} />
      <p>{trans.__('Not saved: %1', names.join(', '))}</p>
      <div className="iops-Buttons">
        {refused.conflict && (
          <button className="jp-mod-styled jp-mod-accept" onClick={() => void settings.saveAgain()}>
            {trans.__('Save mine')}
          </button>
        )}
        <button className="jp-mod-styled" onClick={() => settings.dismiss()}>
          {refused.conflict ? trans.__('Keep theirs') : trans.__('Dismiss')}
        </button>
      </div>
    </div>
  );
}

function Precedence({ order, trans }: { order: readonly string[]; trans: TranslationBundle }): ReactElement {
  return (
    <details className="iops-Settings-group">
      <summary>{trans.__('What decides a setting')}</summary>
      <div>
        <p className="iops-Hint">
          {trans.__('From the strongest to the weakest. Kernels read what is saved at their next cell.')}
        </p>
        <ol className="iops-Settings-precedence">
          {order.map(source => (
            <li key={source}>{sourceLabel(source, trans)}</li>
          ))}
        </ol>
      </div>
    </details>
  );
}
