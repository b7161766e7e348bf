/** Labels, groups and units of the settings; one that is not here is shown by its name. */
import type { Setting } from '../../api/types';
import type { Translate } from '../../replies';

/** How a setting is shown. */
export interface Wording {
  label: string;
  hint?: string;
  /** Of its number. */
  unit?: string;
}

export type Group = 'answers' | 'told' | 'limits' | 'other';

/** Settings that have a place of their own in the section. */
export const SPECIAL = new Set(['model', 'fallback_models', 'api_base']);

/** Names of each group, in the order in which they are shown. */
const GROUPS: Readonly<Record<Exclude<Group, 'other'>, readonly string[]>> = {
  answers: ['translator', 'auto_execute', 'auto_chart', 'lock_answers', 'ask_row_limit'],
  told: ['schema_budget', 'read_values'],
  limits: [
    'session_budget_usd',
    'session_budget',
    'model_timeout_s',
    'statement_timeout_s',
    'memory_bound_mib',
    'catalog_ttl_s',
    'save_passwords',
    'keep_history'
  ]
};

/** The settings of a group; `other` has those that the server may save and that are in no other. */
export function inGroup(group: Group, settings: readonly Setting[]): readonly Setting[] {
  if (group === 'other') {
    const placed = new Set([...SPECIAL, ...Object.values(GROUPS).flat()]);
    return settings.filter(({ name, can_be_saved }) => can_be_saved && !placed.has(name));
  }
  const byName = new Map(settings.map(setting => [setting.name, setting]));
  return GROUPS[group].flatMap(name => byName.get(name) ?? []);
}

/** The words of a setting. */
export function wordingOf(name: string, trans: Translate): Wording {
  return (WORDS[name] ?? (() => ({ label: name })))(trans);
}

const WORDS: Readonly<Record<string, (trans: Translate) => Wording>> = {
  api_base: trans => ({
    label: trans.__('Server address'),
    hint: trans.__('Of an OpenAI-compatible server; empty: the provider’s own')
  }),
  translator: trans => ({
    label: trans.__('Who answers'),
    hint: trans.__(
      'Offline, nothing leaves this machine; offline first asks the model only where that declines'
    )
  }),
  auto_execute: trans => ({
    label: trans.__('Run the SQL of an answer'),
    hint: trans.__('Otherwise it is shown, and %ask --run runs it')
  }),
  auto_chart: trans => ({ label: trans.__('Show a chart where a result reads best as one') }),
  lock_answers: trans => ({
    label: trans.__('Give the same SQL again'),
    hint: trans.__('It is kept in iopsdata.lock beside the notebook')
  }),
  ask_row_limit: trans => ({ label: trans.__('Rows of an answer'), unit: trans.__('rows') }),
  schema_budget: trans => ({
    label: trans.__('Tables a model is told'),
    hint: trans.__('Those nearest to the question; 0: all'),
    unit: trans.__('tokens')
  }),
  read_values: trans => ({
    label: trans.__('Read values to understand questions'),
    hint: trans.__('They stay on this machine')
  }),
  session_budget_usd: trans => ({
    label: trans.__('Budget of a session'),
    hint: trans.__('Where the price is known; 0: no limit'),
    unit: trans.__('US dollars')
  }),
  session_budget: trans => ({
    label: trans.__('Tokens of a session'),
    hint: trans.__('0: no limit'),
    unit: trans.__('tokens')
  }),
  model_timeout_s: trans => ({ label: trans.__('A model may take'), unit: trans.__('seconds') }),
  statement_timeout_s: trans => ({
    label: trans.__('A statement may take'),
    hint: trans.__('0: no limit'),
    unit: trans.__('seconds')
  }),
  memory_bound_mib: trans => ({ label: trans.__('A result may take'), unit: trans.__('MiB') }),
  catalog_ttl_s: trans => ({ label: trans.__('Read catalogs again after'), unit: trans.__('seconds') }),
  keep_history: trans => ({
    label: trans.__('Keep a history of questions and statements'),
    hint: trans.__('On this machine, without rows')
  }),
  save_passwords: trans => ({
    label: trans.__('Keep passwords of saved connections'),
    hint: trans.__('Encrypted')
  })
};

/** What a choice of a setting means. */
export function choiceLabel(name: string, choice: string, trans: Translate): string {
  const labels: Readonly<Record<string, string>> =
    name === 'translator'
      ? {
          auto: trans.__('model, else offline'),
          offline: trans.__('offline only'),
          model: trans.__('model only'),
          offline_first: trans.__('offline first, then model')
        }
      : {};
  return labels[choice] ?? choice;
}

/** Why a setting cannot be changed here; null where it can. */
export function decidedBy({ name, source }: Setting, trans: Translate): string | null {
  switch (source) {
    case 'environment':
      return trans.__('Decided by %1 in the environment', `IOPSDATA_${name.toUpperCase()}`);
    case 'file':
      return trans.__('Decided by iopsdata.toml');
    default:
      return null;
  }
}

/** What decides a setting, as a person reads it. */
export function sourceLabel(source: string, trans: Translate): string {
  const labels: Readonly<Record<string, string>> = {
    argument: trans.__('an option of the cell'),
    notebook: trans.__('%iops settings in the notebook'),
    environment: trans.__('the environment'),
    file: trans.__('iopsdata.toml'),
    saved: trans.__('what is saved here'),
    default: trans.__('the default')
  };
  return labels[source] ?? source;
}

/** A number as it was typed; null where it is none that a setting can be. */
export function numberOf(text: string, kind: Setting['kind']): number | null {
  const value = Number(text.trim().replace(',', '.'));
  const whole = kind !== 'integer' || Number.isInteger(value);
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 && whole ? value : null;
}
