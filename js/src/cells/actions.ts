/** What the toolbar of a cell offers, and why something is not to be had. Knows neither DOM nor kernel. */
import type { Translate } from '../replies';
import type { KernelState } from '../tokens';
import type { CellFacts } from './facts';

/** Ids of the commands; the order is the toolbar's. */
export const ACTIONS = ['format', 'explain', 'plan', 'lineage', 'profile', 'fix', 'sql'] as const;

/** One of them. */
export type Action = (typeof ACTIONS)[number];

/** A button of the toolbar. */
export interface Offer {
  action: Action;
  label: string;
  /** What it does, or why it cannot be done now. */
  tip: string;
  enabled: boolean;
}

/** The command of an action. */
export const COMMANDS: Readonly<Record<Action, string>> = {
  format: 'iopsdata:format-cell',
  explain: 'iopsdata:explain-cell',
  plan: 'iopsdata:plan-cell',
  lineage: 'iopsdata:show-cell-lineage',
  profile: 'iopsdata:profile-cell-result',
  fix: 'iopsdata:fix-cell',
  sql: 'iopsdata:convert-cell-to-sql'
};

/** The actions that a kind of cell has, in the order of the toolbar. */
export function actionsOf(facts: CellFacts): readonly Action[] {
  const absent: Action = facts.kind === 'sql' ? 'sql' : 'format';
  return ACTIONS.filter(action => action !== absent);
}

/** The buttons of a cell. */
export function offers(facts: CellFacts, kernel: KernelState, trans: Translate): readonly Offer[] {
  return actionsOf(facts).map(action => offer(action, facts, kernel, trans));
}

/** One button of a cell. */
export function offer(action: Action, facts: CellFacts, kernel: KernelState, trans: Translate): Offer {
  const reason = whyNot(action, facts, kernel, trans);
  const { label, tip } = wording(action, trans);
  return { action, label, tip: reason ?? tip, enabled: reason === null };
}

/** A button's word, and a sentence that says what it does. */
export function wording(action: Action, trans: Translate): { label: string; tip: string } {
  switch (action) {
    case 'format':
      return { label: trans.__('Format'), tip: trans.__('Lay out the SQL, a clause a line') };
    case 'explain':
      return { label: trans.__('Explain'), tip: trans.__('Say in words what the SQL does; nothing runs') };
    case 'plan':
      return {
        label: trans.__('Plan'),
        tip: trans.__('Show how the engine would run the SQL, in a cell below; it does not run')
      };
    case 'lineage':
      return {
        label: trans.__('Lineage'),
        tip: trans.__('Show which tables and columns each result column comes from, in a cell below')
      };
    case 'profile':
      return { label: trans.__('Profile'), tip: trans.__('Profile the rows, in a cell below') };
    case 'fix':
      return { label: trans.__('Fix'), tip: trans.__('Repair the SQL that failed, in a cell below') };
    case 'sql':
      return {
        label: trans.__('To SQL'),
        tip: trans.__("Turn this cell into a %%sql cell with the answer's SQL")
      };
  }
}

/** Why the action is not to be had; null where it is. */
export function whyNot(
  action: Action,
  facts: CellFacts,
  kernel: KernelState,
  trans: Translate
): string | null {
  if (action === 'sql') {
    return facts.asSql === null ? trans.__('Run the cell first: its answer has the SQL') : null;
  }
  if (action === 'fix' && !facts.failed) {
    return trans.__('Nothing to fix: the cell has not failed');
  }
  if (facts.sql === null) {
    return facts.kind === 'ask'
      ? trans.__('Run the cell first: its answer has the SQL')
      : trans.__('There is no SQL in the cell');
  }
  if (action === 'profile' && facts.result === null) {
    return trans.__('Run the cell first: it has no rows yet');
  }
  return kernelMissing(kernel, trans);
}

function kernelMissing(kernel: KernelState, trans: Translate): string | null {
  switch (kernel.status) {
    case 'ready':
      return null;
    case 'unloaded':
      return trans.__('Run "%load_ext iopsdata_jupyter" in a cell first');
    case 'waiting':
      return trans.__('The kernel is starting');
    default:
      return trans.__('Start the kernel first');
  }
}

/** The cell below that an action writes and runs; null for one that writes none. */
export function cellBelow(action: Action, facts: CellFacts): string | null {
  const named = facts.connection === null ? '' : ` ${facts.connection}`;
  const options = facts.options && ` ${facts.options}`;
  switch (action) {
    case 'plan':
      return `%%sql${named} --explain${options}\n${facts.sql ?? ''}`;
    case 'lineage':
      return `%%lineage${named}\n${facts.sql ?? ''}`;
    case 'profile':
      return `%profile ${facts.result ?? ''}`;
    case 'fix':
      return `%ask${named} --fix`;
    default:
      return null;
  }
}
