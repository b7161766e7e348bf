/** Plugin of the side panel, to which others add sections. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN, ISidePanel } from '../../tokens';
import { SidePanel } from './panel';

/** Name of the file of settings in `js/schema`, too. */
const ID = 'iopsdata-jupyter:side-panel';

/** Below the file browser and the running kernels, above the extension manager. */
const RANK = 450;

const side: JupyterFrontEndPlugin<ISidePanel> = {
  id: ID,
  description: 'The side panel of iopsdata-jupyter.',
  autoStart: true,
  provides: ISidePanel,
  optional: [ITranslator, ILayoutRestorer, IStateDB, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null,
    settings: ISettingRegistry | null
  ) => {
    const known = translator ?? nullTranslator;
    const panel = new SidePanel(known.load(DOMAIN), known, id => app.shell.activateById(id));
    restorer?.add(panel, panel.id);
    app.shell.add(panel, 'left', { rank: RANK });
    if (state) {
      void app.restored.then(() => panel.restore(state));
    }
    if (settings) {
      void follow(settings, place => put(app, panel, place));
    }
    return panel;
  }
};

/** Tells where the panel is to stand, now and when the setting changes; the panel begins on the left. */
async function follow(registry: ISettingRegistry, move: (place: unknown) => void): Promise<void> {
  const settings = await registry.load(ID);
  let before: unknown = 'left';
  const read = (): void => {
    const place = settings.composite['side'];
    if (place !== before) {
      before = place;
      move(place);
    }
  };
  settings.changed.connect(read);
  read();
}

function put(app: JupyterFrontEnd, panel: SidePanel, place: unknown): void {
  if (place === 'hidden') {
    panel.parent = null;
  } else {
    app.shell.add(panel, place === 'right' ? 'right' : 'left', { rank: RANK });
  }
}

export default [side];
