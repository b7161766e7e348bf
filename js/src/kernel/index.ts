/** Plugin of the link to the kernel. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN, IKernelLink } from '../tokens';
import { KernelLink } from './link';

const link: JupyterFrontEndPlugin<IKernelLink> = {
  id: 'iopsdata-jupyter:kernel-link',
  description: 'Named requests to the kernel of the current notebook.',
  autoStart: true,
  provides: IKernelLink,
  requires: [INotebookTracker],
  optional: [ITranslator],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker, translator: ITranslator | null) =>
    new KernelLink(tracker, (translator ?? nullTranslator).load(DOMAIN))
};

export default [link];
