/** Plugins of the answer card. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN } from '../tokens';
import { acceptInsertedCells } from './insert';
import { answerRendererFactory } from './renderer';
import { answerStrings } from './strings';

/** Before the widget view (-10), which cannot show anything once its kernel has gone. */
const RANK = -20;

const renderer: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:answer-renderer',
  description: 'Shows answer cards, also in notebooks without a kernel.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (_app: JupyterFrontEnd, rendermime: IRenderMimeRegistry, translator: ITranslator | null) => {
    const strings = answerStrings((translator ?? nullTranslator).load(DOMAIN));
    rendermime.addFactory(answerRendererFactory(strings, rendermime), RANK);
  }
};

const insert: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:insert-cell',
  description: 'Inserts the SQL of an answer as a cell below it.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker) => acceptInsertedCells(tracker)
};

export default [renderer, insert];
