/** Plugins of the connections: the model that others may use, and the section of the side panel. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { DOMAIN, IConnectionsModel, ISidePanel, IWorkspaceModel } from '../../tokens';
import { ConnectionsModel } from './model';
import { ConnectionsSection } from './section';

/** The first section. */
const RANK = 100;

const model: JupyterFrontEndPlugin<IConnectionsModel> = {
  id: 'iopsdata-jupyter:connections-model',
  description: 'The saved connections.',
  autoStart: true,
  provides: IConnectionsModel,
  optional: [ITranslator, IWorkspaceModel],
  activate: (
    { serviceManager }: JupyterFrontEnd,
    translator: ITranslator | null,
    workspace: IWorkspaceModel | null
  ) => {
    const api = new Api(serviceManager.serverSettings, (translator ?? nullTranslator).load(DOMAIN));
    const connections = new ConnectionsModel(() => api.listConnections());
    workspace?.switched.connect(() => void connections.refresh());
    return connections;
  }
};

const section: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:connections',
  description: 'The section of the side panel that lists the connections.',
  autoStart: true,
  requires: [IConnectionsModel, ISidePanel],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    connections: IConnectionsModel,
    side: ISidePanel,
    translator: ITranslator | null
  ) => {
    const widget = new ConnectionsSection(connections, (translator ?? nullTranslator).load(DOMAIN));
    side.add(widget, { rank: RANK, expanded: true });
  }
};

export default [model, section];
