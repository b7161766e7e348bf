/** Plugin of the catalog: the section of the side panel and its commands. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import { DOMAIN, IConnectionsModel, IKernelLink, ISidePanel } from '../../tokens';
import { addCommands, COMMANDS } from './commands';
import type { Readers } from './lists';
import { CatalogModel, connectionOfNode } from './model';
import { NotebookWriter } from './notebook';
import { openIn, rootsOf } from './roots';
import { CatalogSection } from './section';
import { nameText } from './snippets';
import { KernelSource, RoutedSource } from './sources';
import { rememberOpen } from './state';
import type { Acts } from './tree';

/** Below the connections. */
const RANK = 200;

/** Actions that a line shows as buttons; the others are in its menu. */
const BUTTONS: ReadonlySet<string> = new Set([COMMANDS.insert, COMMANDS.sql, COMMANDS.profile]);

const catalog: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:catalog',
  description: 'The section of the side panel with tables, views, columns and DataFrames.',
  autoStart: true,
  requires: [ISidePanel, IConnectionsModel, IKernelLink, INotebookTracker],
  optional: [ITranslator, IStateDB, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    side: ISidePanel,
    connections: IConnectionsModel,
    link: IKernelLink,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    state: IStateDB | null,
    palette: ICommandPalette | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const readers = readersOf(new Api(app.serviceManager.serverSettings, trans), link, connections);
    const model = new CatalogModel(readers);
    const follow = (): void => model.setRoots(rootsOf(connections.state, link.state));
    connections.stateChanged.connect(follow);
    link.stateChanged.connect(follow);
    follow();
    const bench = {
      model,
      readers,
      notebook: new NotebookWriter(app.shell, tracker, link),
      notebookPath: () => (link.state.status === 'none' ? '' : link.state.notebook),
      readConnections: () => void connections.refresh()
    };
    const actions = addCommands(app, bench, trans, palette);
    const acts: Acts = {
      buttonsOf: node =>
        actions
          .filter(action => BUTTONS.has(action.id) && action.kinds.includes(node.kind))
          .map(action => ({ ...action, command: action.id, enabled: action.isEnabled(node) })),
      run: (command, node) => {
        model.activate(node.key);
        void app.commands.execute(command);
      },
      dragged: node =>
        ['connection', 'frames'].includes(node.kind)
          ? null
          : nameText(node, model.dialectOf(connectionOfNode(node) ?? ''), 'sql'),
      insert: row => {
        if (row.type === 'node') {
          use(app, model, row.node);
        }
      },
      readConnections: bench.readConnections
    };
    const refresh = (): void => {
      bench.readConnections();
      model.refresh();
    };
    side.add(new CatalogSection(model, acts, trans, refresh), { rank: RANK, expanded: true });
    if (state) {
      void rememberOpen(model, state);
    }
  }
};

/** What Enter does: opens what has no name to write, and writes the name of the others. */
function use(app: JupyterFrontEnd, model: CatalogModel, node: Parameters<CatalogModel['toggle']>[0]): void {
  if (['connection', 'schema', 'frames'].includes(node.kind)) {
    model.toggle(node);
  } else {
    model.activate(node.key);
    void app.commands.execute(COMMANDS.insert);
  }
}

function readersOf(api: Api, link: IKernelLink, connections: IConnectionsModel): Readers {
  const kernel = new KernelSource(link);
  const routed = new RoutedSource(api, kernel, {
    isSaved: name =>
      connections.state.status === 'ready' &&
      connections.state.connections.some(connection => connection.name === name),
    isOpenInKernel: name => openIn(link.state).some(connection => connection.name === name)
  });
  return {
    listSchemas: (connection, refresh) => routed.listSchemas(connection, refresh),
    listTables: (connection, query) => routed.listTables(connection, query),
    listColumns: (connection, query) => routed.listColumns(connection, query),
    listFrameColumns: (name, page) => kernel.listFrameColumns(name, page)
  };
}

export default [catalog];
