/** The plugin of profiles. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN } from '../tokens';
import { profileRendererFactory } from './renderer';
import { profileStrings } from './strings';

/** Before the widget view (-10), which cannot show anything once its kernel has gone. */
const RANK = -20;

const renderer: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:profile-renderer',
  description: 'Shows profiles, also in notebooks without a kernel.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [INotebookTracker, ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const strings = profileStrings((translator ?? nullTranslator).load(DOMAIN));
    rendermime.addFactory(profileRendererFactory(strings, rendermime, notebooks), RANK);
  }
};

export default [renderer];
