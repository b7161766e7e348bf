/** Plugins of the lineage graph. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN } from '../tokens';
import { lineageRendererFactory } from './renderer';
import { acceptRevealedCells } from './reveal';
import { lineageStrings } from './strings';

/** Before the widget view (-10), which cannot show anything once its kernel has gone. */
const RANK = -20;

const renderer: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:lineage-renderer',
  description: 'Shows lineage graphs, also in notebooks without a kernel.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (_app: JupyterFrontEnd, rendermime: IRenderMimeRegistry, translator: ITranslator | null) => {
    const strings = lineageStrings((translator ?? nullTranslator).load(DOMAIN));
    rendermime.addFactory(lineageRendererFactory(strings, rendermime), RANK);
  }
};

const reveal: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:reveal-cell',
  description: 'Brings the cell of a lineage node into view.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app: JupyterFrontEnd, tracker: INotebookTracker) => acceptRevealedCells(app.shell, tracker)
};

export default [renderer, reveal];
