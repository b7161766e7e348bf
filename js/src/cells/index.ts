/** Plugins of `%%sql` and `%%ask` cells: their language, toolbar, marks of errors, and commands. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { DOMAIN, IConnectionsModel, IKernelLink } from '../tokens';
import { COMMANDS } from './actions';
import { addCommands, cellIdOf } from './commands';
import { cellEditor } from './editor';
import { CellKnowledge } from './knowledge';

const cells: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:cells',
  description: 'Highlights the SQL of %%sql cells, gives them a toolbar, and marks where they failed.',
  autoStart: true,
  requires: [IEditorExtensionRegistry, INotebookTracker, IKernelLink],
  optional: [IConnectionsModel, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    editors: IEditorExtensionRegistry,
    tracker: INotebookTracker,
    link: IKernelLink,
    connections: IConnectionsModel | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const knowledge = new CellKnowledge(connections, link, tracker);
    addCommands(app, tracker, { knowledge, link }, palette, trans);
    const run: Parameters<typeof cellEditor>[1]['run'] = (action, model) => {
      void app.commands.execute(COMMANDS[action], { cell: cellIdOf(model) });
    };
    const host = { knowledge, trans, run };
    editors.addExtension({
      name: 'iopsdata-jupyter:cells',
      factory: ({ model }) => EditorExtensionRegistry.createImmutableExtension(cellEditor(model, host))
    });
  }
};

export default [cells];
