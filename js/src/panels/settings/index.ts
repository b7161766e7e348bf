/** Plugin of the ask settings. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { DOMAIN, ISidePanel, IWorkspaceModel } from '../../tokens';
import { KeysModel } from './keys-model';
import { SettingsModel } from './model';
import { SamplesModel } from './samples-model';
import { SettingsSection } from './section';

/** Below connections and catalog. */
const RANK = 300;
const OPEN = 'iopsdata:open-settings';

const section: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:settings',
  description: 'The section of the side panel for models, keys and limits.',
  autoStart: true,
  requires: [ISidePanel],
  optional: [ITranslator, ICommandPalette, IWorkspaceModel],
  activate: (
    app: JupyterFrontEnd,
    side: ISidePanel,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    workspace: IWorkspaceModel | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const api = new Api(app.serviceManager.serverSettings, trans);
    const models = {
      settings: new SettingsModel(api),
      keys: new KeysModel(api),
      samples: new SamplesModel(api)
    };
    const widget = new SettingsSection(models, trans);
    side.add(widget, { rank: RANK, expanded: false });
    workspace?.switched.connect(() => {
      if (widget.isVisible) {
        void widget.refresh();
      }
    });
    app.commands.addCommand(OPEN, {
      label: trans.__('Models, Keys and Ask Settings'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => side.reveal(widget.id)
    });
    palette?.addItem({ command: OPEN, category: trans.__('iOpsData') });
  }
};

export default [section];
