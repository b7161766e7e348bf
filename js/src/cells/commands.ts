/** The commands of the toolbar of a cell; without arguments they take the active cell. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Translate } from '../replies';
import { ACTIONS, actionsOf, COMMANDS, offer, wording, type Action } from './actions';
import { perform, type Place, type Reach } from './performing';

const CATEGORY = 'iOpsData';

const ARGUMENTS = {
  type: 'object',
  properties: { cell: { type: 'string', description: 'Id of a cell of the current notebook' } }
} as const;

/** Registers the commands, and keeps their state in step with the active cell. */
export function addCommands(
  { commands }: JupyterFrontEnd,
  tracker: INotebookTracker,
  reach: Reach,
  palette: ICommandPalette | null,
  trans: Translate
): void {
  for (const action of ACTIONS) {
    const offered = (args: ReadonlyPartialJSONObject) => {
      const place = placeOf(args['cell'], tracker);
      const facts = place && reach.knowledge.facts(place.cell.model);
      return place && facts && actionsOf(facts).includes(action)
        ? { place, facts, ...offer(action, facts, reach.knowledge.kernel, trans) }
        : null;
    };
    const absent = trans.__('Choose a %%sql or %%ask cell first');
    commands.addCommand(COMMANDS[action], {
      label: paletteLabel(action, trans),
      caption: args => offered(args)?.tip ?? absent,
      describedBy: { args: ARGUMENTS },
      isEnabled: args => offered(args)?.enabled ?? false,
      execute: async args => {
        const found = offered(args);
        if (found?.enabled) {
          await perform(action, found.place, found.facts, reach);
        }
      }
    });
    palette?.addItem({ command: COMMANDS[action], category: CATEGORY });
  }
  commands.addKeyBinding({ command: COMMANDS.format, keys: ['Alt Shift F'], selector: '.jp-Notebook' });
  const refresh = (): void => ACTIONS.forEach(action => commands.notifyCommandChanged(COMMANDS[action]));
  tracker.activeCellChanged.connect(refresh);
  reach.knowledge.changed.connect(refresh);
}

/** The id of the cell with this model, for the commands' argument. */
export function cellIdOf(model: CodeEditor.IModel): string | undefined {
  return 'id' in model && typeof model.id === 'string' ? model.id : undefined;
}

function placeOf(id: unknown, tracker: INotebookTracker): Place | null {
  const panel = tracker.currentWidget;
  const cell =
    id === undefined
      ? tracker.activeCell
      : panel?.content.widgets.find(candidate => candidate.model.id === id);
  return panel && cell instanceof CodeCell ? { panel, cell } : null;
}

/** A palette has no buttons around an entry that would say what it is about. */
function paletteLabel(action: Action, trans: Translate): string {
  switch (action) {
    case 'format':
      return trans.__('Format the SQL of the Cell');
    case 'explain':
      return trans.__('Explain the SQL of the Cell');
    case 'plan':
      return trans.__('Show the Plan of the SQL of the Cell');
    case 'lineage':
      return trans.__('Show the Lineage of the SQL of the Cell');
    case 'profile':
      return trans.__('Profile the Rows of the Cell');
    case 'fix':
      return trans.__('Fix the SQL of the Cell');
    case 'sql':
      return trans.__('Turn the %%ask Cell into Its SQL');
    default:
      return wording(action, trans).label;
  }
}
