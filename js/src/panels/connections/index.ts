/** Plugins of the connections: the model that others may use, and the section of the side panel. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';

import { Api } from '../../api';
import { ApiFailure } from '../../failure';
import { questionsOf } from '../../parts/dialogs';
import { DOMAIN, IConnectionsModel, IKernelLink, ISidePanel, IWorkspaceModel } from '../../tokens';
import { addCommands, Command, ROW_COMMANDS } from './commands';
import { Editing } from './editing';
import { browsing } from './files';
import type { FormWork } from './form/model';
import { ConnectionsModel } from './model';
import { currentNotebook } from './notebook';
import { Opening } from './opening';
import { PanelModel } from './panel';
import { readScope } from './scope';
import { rememberSearch } from './search';
import { ConnectionsSection } from './section';
import { Tabs } from './tabs';

/** The first section. */
const RANK = 100;

const CATEGORY = 'iOpsData';

/** The same object as `IConnectionsModel`, with all that the section needs of it. */
const ISavedConnections = new Token<ConnectionsModel>('iopsdata-jupyter:ISavedConnections');

const saved: JupyterFrontEndPlugin<ConnectionsModel> = {
  id: 'iopsdata-jupyter:saved-connections',
  description: 'The saved connections, read from the server.',
  autoStart: true,
  provides: ISavedConnections,
  optional: [ITranslator, IWorkspaceModel],
  activate: (
    { serviceManager }: JupyterFrontEnd,
    translator: ITranslator | null,
    workspace: IWorkspaceModel | null
  ) => {
    const api = new Api(serviceManager.serverSettings, (translator ?? nullTranslator).load(DOMAIN));
    const connections = new ConnectionsModel(() => api.listConnections());
    workspace?.switched.connect(() => void connections.refresh());
    return connections;
  }
};

const model: JupyterFrontEndPlugin<IConnectionsModel> = {
  id: 'iopsdata-jupyter:connections-model',
  description: 'The saved connections.',
  autoStart: true,
  provides: IConnectionsModel,
  requires: [ISavedConnections],
  activate: (_app: JupyterFrontEnd, connections: ConnectionsModel) => connections
};

const section: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:connections',
  description: 'The section of the side panel that lists connections, and the forms that edit them.',
  autoStart: true,
  requires: [ISavedConnections, ISidePanel, IKernelLink, INotebookTracker, IDefaultFileBrowser],
  optional: [ITranslator, ICommandPalette, ILayoutRestorer, IStateDB, IWorkspaceModel],
  activate
};

/** Puts the parts together; each does its own work. */
function activate(
  app: JupyterFrontEnd,
  connections: ConnectionsModel,
  side: ISidePanel,
  link: IKernelLink,
  tracker: INotebookTracker,
  browser: IDefaultFileBrowser,
  translator: ITranslator | null,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  state: IStateDB | null,
  workspace: IWorkspaceModel | null
): void {
  const trans = (translator ?? nullTranslator).load(DOMAIN);
  const api = new Api(app.serviceManager.serverSettings, trans);
  const panel = panelModel(app, connections, link, api);
  const questions = questionsOf(trans);
  const opening = new Opening(panel, link, currentNotebook(tracker), trans);
  const editing = new Editing(panel, api, questions, trans);
  const tabs = new Tabs(app, {
    ...{ questions, trans, work: formWork(api) },
    actions: {
      browse: browsing(browser, trans),
      open: name => void app.commands.execute(Command.open, { name })
    },
    onSaved: name => {
      panel.forget(name);
      void panel.refresh();
    }
  });
  addCommands(
    app.commands,
    {
      add: () => tabs.add(),
      show: () => side.reveal('iopsdata-connections'),
      refresh: () => panel.refresh(),
      row: name => panel.row(name),
      open: row => opening.open(row),
      insert: row => opening.insert(row, false),
      close: row => opening.close(row),
      edit: name => tabs.edit(name),
      test: row => editing.test(row),
      duplicate: row => editing.duplicate(row),
      remove: row => editing.remove(row),
      told
    },
    trans
  );
  workspace?.switched.connect(() => void told(panel.restart()));
  addToMenus(app, palette);
  side.add(sectionOf(app, panel, trans), { rank: RANK, expanded: true });
  if (restorer) {
    tabs.restore(restorer);
  }
  if (state) {
    void app.restored.then(() => rememberSearch(state, panel));
  }
}

function panelModel(
  { serviceManager }: JupyterFrontEnd,
  connections: ConnectionsModel,
  link: IKernelLink,
  api: Api
): PanelModel {
  return new PanelModel(connections, link, {
    test: name => api.testConnection(name),
    uses: () => api.listConnectionUses(),
    isRunning: notebook => [...serviceManager.sessions.running()].some(({ path }) => path === notebook)
  });
}

function formWork(api: Api): FormWork {
  return {
    getConnection: name => api.getConnection(name),
    createConnection: body => api.createConnection(body),
    changeConnection: (name, body, revision) => api.changeConnection(name, body, revision),
    testConnection: name => api.testConnection(name),
    testNewConnection: body => api.testNewConnection(body),
    scope: () => readScope(api.team)
  };
}

function sectionOf(app: JupyterFrontEnd, panel: PanelModel, trans: TranslationBundle): ConnectionsSection {
  const run = (command: string, name?: string): void =>
    void app.commands.execute(command, name === undefined ? {} : { name });
  const menu = new Menu({ commands: app.commands });
  const actions = {
    add: () => run(Command.add),
    refresh: () => run(Command.refresh),
    search: (text: string) => panel.searchFor(text),
    choose: (name: string) => panel.choose(name),
    open: (name: string) => run(Command.open, name),
    edit: (name: string) => run(Command.edit, name),
    remove: (name: string) => run(Command.remove, name),
    menu: (name: string, x: number, y: number) => {
      menu.clearItems();
      ROW_COMMANDS.forEach(command => menu.addItem({ command, args: { name } }));
      menu.open(x, y);
    }
  };
  return new ConnectionsSection(panel, actions, trans);
}

function addToMenus(app: JupyterFrontEnd, palette: ICommandPalette | null): void {
  ROW_COMMANDS.forEach((command, rank) =>
    app.contextMenu.addItem({ command, selector: '.iops-ConnectionRow', rank })
  );
  for (const command of [Command.add, Command.show, Command.refresh, ...ROW_COMMANDS]) {
    palette?.addItem({ command, category: CATEGORY });
  }
}

async function told(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ApiFailure)) {
      throw error;
    }
    const { message, hint } = error.failure;
    Notification.error(hint ? `${message} ${hint}` : message, { autoClose: 8000 });
  }
}

export default [saved, model, section];
