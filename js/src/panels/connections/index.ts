/** Plugins of the connections panel: the model that others may use, and the panel itself. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { DOMAIN, IConnectionsModel } from '../../tokens';
import { ConnectionsModel } from './model';
import { ConnectionsPanel } from './panel';

/** Below the file browser and the running kernels, above the extension manager. */
const RANK = 450;

const model: JupyterFrontEndPlugin<IConnectionsModel> = {
  id: 'iopsdata-jupyter:connections-model',
  description: 'The saved connections.',
  autoStart: true,
  provides: IConnectionsModel,
  optional: [ITranslator],
  activate: ({ serviceManager }: JupyterFrontEnd, translator: ITranslator | null) => {
    const api = new Api(serviceManager.serverSettings, (translator ?? nullTranslator).load(DOMAIN));
    return new ConnectionsModel(() => api.listConnections());
  }
};

const panel: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:connections',
  description: 'A sidebar panel that lists the saved connections.',
  autoStart: true,
  requires: [IConnectionsModel],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    connections: IConnectionsModel,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ) => {
    const widget = new ConnectionsPanel(connections, (translator ?? nullTranslator).load(DOMAIN));
    restorer?.add(widget, widget.id);
    app.shell.add(widget, 'left', { rank: RANK });
  }
};

export default [model, panel];
