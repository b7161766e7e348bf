/** Commands on connections: each takes the name of one, or works on the row that is chosen. */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  checkIcon,
  codeIcon,
  deleteIcon,
  duplicateIcon,
  editIcon,
  launchIcon,
  refreshIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Row } from './rows';

/** Ids of the commands. */
export const Command = {
  add: 'iopsdata:add-connection',
  show: 'iopsdata:show-connections',
  refresh: 'iopsdata:refresh-connections',
  open: 'iopsdata:open-connection',
  insert: 'iopsdata:insert-connection',
  edit: 'iopsdata:edit-connection',
  test: 'iopsdata:test-connection',
  duplicate: 'iopsdata:duplicate-connection',
  remove: 'iopsdata:delete-connection',
  close: 'iopsdata:close-connection'
} as const;

/** Commands of one row, in the order of its menus. */
export const ROW_COMMANDS = [
  Command.open,
  Command.insert,
  Command.close,
  Command.test,
  Command.edit,
  Command.duplicate,
  Command.remove
] as const;

/** What the commands do. */
export interface Work {
  add(): void;
  show(): void;
  refresh(): Promise<void>;
  row(name?: string): Row | null;
  open(row: Row): Promise<void>;
  insert(row: Row): Promise<unknown>;
  edit(name: string): void;
  test(row: Row): Promise<void>;
  duplicate(row: Row): Promise<unknown>;
  remove(row: Row): Promise<void>;
  close(row: Row): Promise<void>;
  /** Tells a person what went wrong; what is no failure of a request is thrown on. */
  told(work: Promise<unknown>): Promise<void>;
}

const ARGUMENTS = {
  args: {
    type: 'object',
    properties: { name: { type: 'string', description: 'Name of the connection; else the chosen one' } }
  }
} as const;
const NO_ARGUMENTS = { args: { type: 'object', properties: {} } } as const;

/** Adds the commands to a registry. */
export function addCommands(commands: CommandRegistry, work: Work, trans: TranslationBundle): void {
  addGeneral(commands, work, trans);
  addEdit(commands, work, trans);
  const ofRow = rowCommands(commands, work);
  const isSaved = (row: Row): boolean => row.saved !== null;
  ofRow(Command.insert, trans.__('Insert %connect Cell'), codeIcon, isSaved, row => work.insert(row));
  ofRow(Command.test, trans.__('Test Connection'), checkIcon, isSaved, row => work.test(row));
  ofRow(Command.duplicate, trans.__('Duplicate Connection…'), duplicateIcon, isSaved, row =>
    work.duplicate(row)
  );
  ofRow(Command.remove, trans.__('Delete Connection…'), deleteIcon, isSaved, row => work.remove(row));
  ofRow(
    Command.close,
    trans.__('Close Connection in the Kernel'),
    stopIcon,
    row => row.open !== 'no',
    row => work.close(row)
  );
  ofRow(
    Command.open,
    trans.__('Open Connection in the Notebook'),
    launchIcon,
    row => row.open !== 'current',
    row => work.open(row)
  );
}

function addGeneral(commands: CommandRegistry, work: Work, trans: TranslationBundle): void {
  commands.addCommand(Command.add, {
    label: trans.__('Add Connection…'),
    icon: addIcon,
    describedBy: NO_ARGUMENTS,
    execute: () => work.add()
  });
  commands.addCommand(Command.show, {
    label: trans.__('Show Connections'),
    describedBy: NO_ARGUMENTS,
    execute: () => work.show()
  });
  commands.addCommand(Command.refresh, {
    label: trans.__('Refresh Connections'),
    icon: refreshIcon,
    describedBy: NO_ARGUMENTS,
    execute: () => work.told(work.refresh())
  });
}

/** Takes a name that the list does not show yet too: forms are restored before it has been read. */
function addEdit(commands: CommandRegistry, work: Work, trans: TranslationBundle): void {
  const nameOf = ({ name }: ReadonlyPartialJSONObject): string | null =>
    typeof name === 'string' ? name : (work.row()?.saved?.name ?? null);
  commands.addCommand(Command.edit, {
    label: trans.__('Edit Connection'),
    icon: editIcon,
    describedBy: ARGUMENTS,
    isEnabled: args => nameOf(args) !== null,
    execute: args => {
      const name = nameOf(args);
      return name === null ? undefined : work.edit(name);
    }
  });
}

type AddRowCommand = (
  id: string,
  label: string,
  icon: LabIcon,
  isEnabled: (row: Row) => boolean,
  run: (row: Row) => Promise<unknown>
) => void;

function rowCommands(commands: CommandRegistry, work: Work): AddRowCommand {
  const rowOf = (args: ReadonlyPartialJSONObject): Row | null =>
    work.row(typeof args['name'] === 'string' ? args['name'] : undefined);
  return (id, label, icon, isEnabled, run) => {
    commands.addCommand(id, {
      label,
      icon,
      describedBy: ARGUMENTS,
      isEnabled: args => {
        const row = rowOf(args);
        return row !== null && isEnabled(row);
      },
      execute: args => work.told(runOn(args))
    });

    /** What has just been saved may be named before the list shows it. */
    async function runOn(args: ReadonlyPartialJSONObject): Promise<void> {
      if (rowOf(args) === null && typeof args['name'] === 'string') {
        await work.refresh();
      }
      const row = rowOf(args);
      if (row) {
        await run(row);
      }
    }
  };
}
