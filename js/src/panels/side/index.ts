/** Plugin of the side panel, to which others add sections. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN, ISidePanel } from '../../tokens';
import { SidePanel } from './panel';

/** Below the file browser and the running kernels, above the extension manager. */
const RANK = 450;

const side: JupyterFrontEndPlugin<ISidePanel> = {
  id: 'iopsdata-jupyter:side-panel',
  description: 'The side panel of iopsdata-jupyter.',
  autoStart: true,
  provides: ISidePanel,
  optional: [ITranslator, ILayoutRestorer, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null
  ) => {
    const known = translator ?? nullTranslator;
    const panel = new SidePanel(known.load(DOMAIN), known, id => app.shell.activateById(id));
    restorer?.add(panel, panel.id);
    app.shell.add(panel, 'left', { rank: RANK });
    if (state) {
      void app.restored.then(() => panel.restore(state));
    }
    return panel;
  }
};

export default [side];
