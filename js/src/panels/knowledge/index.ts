/** Plugin of the section of metrics and verified queries. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { ApiFailure } from '../../failure';
import {
  DOMAIN,
  IConnectionsModel,
  IKernelLink,
  IKnowledge,
  ISidePanel,
  IWorkspaceModel,
  PALETTE
} from '../../tokens';
import { KnowledgeModel } from './model';
import { KnowledgeSection } from './section';
import { sourceOf } from './source';

const RANK = 450;
const SHOW = 'iopsdata:show-knowledge';
const CREATE = 'iopsdata:create-metric';

const knowledge: JupyterFrontEndPlugin<IKnowledge> = {
  id: 'iopsdata-jupyter:knowledge',
  description: 'The section of the side panel that lists metrics and verified queries.',
  autoStart: true,
  provides: IKnowledge,
  requires: [ISidePanel, IConnectionsModel],
  optional: [IKernelLink, INotebookTracker, ITranslator, ICommandPalette, IWorkspaceModel],
  activate: (
    app: JupyterFrontEnd,
    side: ISidePanel,
    saved: IConnectionsModel,
    link: IKernelLink | null,
    tracker: INotebookTracker | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    workspace: IWorkspaceModel | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const connections = (): readonly string[] => namesOf(saved);
    const api = new Api(app.serviceManager.serverSettings, trans);
    const model = new KnowledgeModel(sourceOf(api, link, () => readNames(saved)));
    workspace?.switched.connect(() => void model.refresh());
    const section = new KnowledgeSection({
      model,
      tracker,
      connections,
      connectionsChanged: saved.stateChanged,
      current: () => currentOf(link, connections()),
      trans
    });
    side.add(section, { rank: RANK, expanded: false });
    addCommands(app, [
      [SHOW, trans.__('Show Metrics and Verified Queries'), () => side.reveal(section.id)],
      [
        CREATE,
        trans.__('New Metric…'),
        () => {
          side.reveal(section.id);
          section.onNew('metric');
        }
      ]
    ]);
    [SHOW, CREATE].forEach(command => palette?.addItem({ command, category: PALETTE }));
    return {
      startVerifying: query => {
        side.reveal(section.id);
        section.startVerifying(query);
      }
    };
  }
};

function addCommands({ commands }: JupyterFrontEnd, table: [string, string, () => void][]): void {
  for (const [id, label, execute] of table) {
    commands.addCommand(id, {
      label,
      describedBy: { args: { type: 'object', properties: {} } },
      execute
    });
  }
}

function namesOf({ state }: IConnectionsModel): readonly string[] {
  return state.status === 'ready' ? state.connections.map(({ name }) => name) : [];
}

/** The names; waits for a list that has not been read, and rejects with an ApiFailure where it cannot be. */
async function readNames(saved: IConnectionsModel): Promise<readonly string[]> {
  if (saved.state.status !== 'ready') {
    await saved.refresh();
  }
  if (saved.state.status === 'failed') {
    throw new ApiFailure(saved.state.failure);
  }
  return namesOf(saved);
}

function currentOf(link: IKernelLink | null, saved: readonly string[]): string {
  const current = link?.state.status === 'ready' ? link.state.snapshot.current : '';
  return saved.includes(current) ? current : '';
}

export default [knowledge];
