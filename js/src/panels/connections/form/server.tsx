/** The fields of a server, or its URL. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { defaultPort, hasAuthorities, isServer, sslModes, type Address, type ServerEngine } from './address';
import type { Draft } from './draft';
import { RadioField, SelectField, TextField } from './fields';
import type { FormModel, FormState } from './model';
import { problemText, sslText } from './strings';

interface ServerProps {
  model: FormModel;
  state: FormState;
  trans: TranslationBundle;
}

const EXAMPLE = 'snowflake://user@account/database';

/** How a server is reached. */
export function ServerFields({ model, state, trans }: ServerProps): ReactElement {
  const { engine, by } = state.draft;
  const choices = [
    ['fields', trans.__('Fields')],
    ['url', trans.__('URL')]
  ] as const;
  return (
    <>
      {isServer(engine) && (
        <RadioField<Draft['by']>
          className="iops-mod-line"
          label={trans.__('Describe it by')}
          value={by}
          choices={choices}
          onChange={form => model.chooseForm(form)}
        />
      )}
      {isServer(engine) && by === 'fields' ? (
        <AddressFields engine={engine} {...{ model, state, trans }} />
      ) : (
        <URLField {...{ model, state, trans }} />
      )}
    </>
  );
}

function URLField({ model, state, trans }: ServerProps): ReactElement {
  const { draft, problems } = state;
  const { engine } = draft;
  const example = isServer(engine) ? EXAMPLES[engine] : EXAMPLE;
  return (
    <TextField
      label={trans.__('URL')}
      value={draft.url}
      placeholder={example}
      problem={problemText(problems.url, trans)}
      help={
        engine === 'other'
          ? trans.__(
              'Any engine that SQLAlchemy and the guard know: Snowflake, BigQuery, Trino, SQL Server, Oracle and more.'
            )
          : trans.__('A password in it is taken out and kept encrypted.')
      }
      onChange={url => model.fill({ url })}
    />
  );
}

const EXAMPLES: Readonly<Record<ServerEngine, string>> = {
  postgresql: 'postgresql://user@host:5432/database?sslmode=verify-full',
  mysql: 'mysql://user@host:3306/database',
  spark: 'sc://host:15002/;use_ssl=true'
};

function AddressFields(props: ServerProps & { engine: ServerEngine }): ReactElement {
  const { engine, model, state, trans } = props;
  const { address } = state.draft;
  const set = (change: Partial<Address>): void => model.fill({ address: { ...address, ...change } });
  return (
    <>
      <div className="iops-ConnectionField-row">
        <TextField
          label={trans.__('Host')}
          value={address.host}
          placeholder="db.example.com"
          problem={problemText(state.problems.host, trans)}
          onChange={host => set({ host })}
        />
        <TextField
          label={trans.__('Port')}
          value={address.port}
          placeholder={defaultPort(engine)}
          problem={problemText(state.problems.port, trans)}
          onChange={port => set({ port })}
        />
      </div>
      {engine !== 'spark' && (
        <div className="iops-ConnectionField-row">
          <TextField
            label={trans.__('Database')}
            value={address.database}
            onChange={database => set({ database })}
          />
          <TextField label={trans.__('User')} value={address.user} onChange={user => set({ user })} />
        </div>
      )}
      <SecurityFields {...props} set={set} />
    </>
  );
}

function SecurityFields({
  engine,
  state,
  trans,
  set
}: ServerProps & { engine: ServerEngine; set: (change: Partial<Address>) => void }): ReactElement {
  const { address } = state.draft;
  const modes = ['', ...sslModes(engine)];
  return (
    <>
      <SelectField
        label={trans.__('Encryption (SSL)')}
        value={address.ssl}
        choices={modes.map(mode => [mode, sslText(mode, trans)] as const)}
        onChange={ssl => set({ ssl })}
      />
      {hasAuthorities(engine) && address.ssl.startsWith('verify') && (
        <TextField
          label={trans.__('Certificates of the authority')}
          value={address.authorities}
          placeholder="/path/to/ca.pem"
          help={trans.__('A path on the machine of the kernel.')}
          onChange={authorities => set({ authorities })}
        />
      )}
      <TextField
        label={trans.__('Further options')}
        value={address.options}
        rows={2}
        placeholder="name=value"
        problem={problemText(state.problems.options, trans)}
        help={trans.__(
          'One a line, as they stand in the URL. They are shown to whoever sees the connection.'
        )}
        onChange={options => set({ options })}
      />
    </>
  );
}
