/** Plugins of the workspace: the model that others listen to, and the section of the side panel. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { ApiFailure } from '../../failure';
import { questionsOf } from '../../parts/dialogs';
import { DOMAIN, IKernelLink, ISidePanel, IWorkspaceModel } from '../../tokens';
import { WorkspaceModel } from './model';
import { WorkspaceSection } from './section';

/** The last section. */
const RANK = 500;
const OPEN = 'iopsdata:open-workspace';

const model: JupyterFrontEndPlugin<IWorkspaceModel> = {
  id: 'iopsdata-jupyter:workspace-model',
  description: 'The workspace that the server works in.',
  autoStart: true,
  provides: IWorkspaceModel,
  optional: [ITranslator, IKernelLink],
  activate: (
    { serviceManager }: JupyterFrontEnd,
    translator: ITranslator | null,
    kernel: IKernelLink | null
  ) => {
    const api = new Api(serviceManager.serverSettings, (translator ?? nullTranslator).load(DOMAIN));
    const workspace = new WorkspaceModel(api.team);
    workspace.switched.connect(() => void followed(kernel));
    return workspace;
  }
};

const section: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:workspace',
  description: 'The section of the side panel for sign-in, workspaces and their members.',
  autoStart: true,
  requires: [IWorkspaceModel, ISidePanel],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    workspace: IWorkspaceModel,
    side: ISidePanel,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const widget = new WorkspaceSection(workspace as WorkspaceModel, questionsOf(trans), trans);
    side.add(widget, { rank: RANK, expanded: false });
    app.commands.addCommand(OPEN, {
      label: trans.__('Sign In and Workspaces'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => side.reveal(widget.id)
    });
    palette?.addItem({ command: OPEN, category: trans.__('iOpsData') });
  }
};

/** Lets the notebook's kernel take the store that is chosen now; one that is not ready opens it anyway. */
async function followed(kernel: IKernelLink | null): Promise<void> {
  if (kernel?.state.status !== 'ready') {
    return;
  }
  try {
    await kernel.request('reopen_store');
  } catch (error) {
    if (!(error instanceof ApiFailure)) {
      throw error;
    }
  }
}

export default [model, section];
