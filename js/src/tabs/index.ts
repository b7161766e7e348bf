/** Plugin of the tabs that show a profile or a lineage graph in the main area. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { Api } from '../api';
import { lineageIcon, profileIcon } from '../panels/catalog/icons';
import { DOMAIN, IConnectionsModel, IKernelLink, LINEAGE_MIME, PROFILE_MIME } from '../tokens';
import { OPEN_LINEAGE, OPEN_PROFILE } from './commands';
import { TabSources } from './sources';
import { LoadedTab, type TabOptions } from './tab';
import { targetFrom, targetName, targetPlace, type Target } from './target';

/** What the command of a kind of tab makes of its arguments. */
type Describe = (target: Target, notebook: string) => Omit<TabOptions, 'id' | 'caption'>;

/** Arguments of both commands. */
const ARGS = {
  type: 'object',
  properties: Object.fromEntries(
    ['connection', 'schema', 'table', 'frame', 'notebook'].map(name => [name, { type: 'string' }])
  )
};

const tabs: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:tabs',
  description: 'Tabs with the profile or the lineage of a table or DataFrame.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IKernelLink, IConnectionsModel],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    link: IKernelLink,
    connections: IConnectionsModel,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const api = new Api(app.serviceManager.serverSettings, trans);
    const sources = new TabSources(api, link, connections, trans);
    const opener = new TabOpener(app, rendermime, trans, restorer);
    opener.add(OPEN_PROFILE, trans.__('Profile a table or DataFrame'), target => ({
      label: trans.__('%1 · profile', targetName(target)),
      icon: profileIcon,
      loading: trans.__('Profiling %1…', targetName(target)),
      mimeType: PROFILE_MIME,
      load: () => sources.profile(target)
    }));
    opener.add(OPEN_LINEAGE, trans.__('Show the lineage of a table or DataFrame'), (target, notebook) => ({
      label: trans.__('%1 · lineage', targetName(target)),
      icon: lineageIcon,
      loading: trans.__('Reading the lineage of %1…', targetName(target)),
      mimeType: LINEAGE_MIME,
      load: () => sources.lineage(target, notebook)
    }));
  }
};

/** Opens each tab once, and again after a reload. */
class TabOpener {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly rendermime: IRenderMimeRegistry,
    private readonly trans: TranslationBundle,
    private readonly restorer: ILayoutRestorer | null
  ) {}

  /** Registers the command of a kind of tab. */
  add(command: string, label: string, describe: Describe): void {
    const tracker = new WidgetTracker<LoadedTab>({ namespace: command.replace(':', '-') });
    const argsOf = new Map<string, Record<string, string>>();
    this.app.commands.addCommand(command, {
      label,
      describedBy: { args: ARGS },
      execute: async args => {
        const target = targetFrom(args);
        if (target === null) {
          return;
        }
        const notebook = typeof args['notebook'] === 'string' ? args['notebook'] : '';
        const id = `${command.replace(':', '-')}-${JSON.stringify(target)}`;
        argsOf.set(id, { ...target, notebook });
        const tab =
          tracker.find(open => open.id === id) ??
          this.made({ id, ...describe(target, notebook), caption: targetPlace(target) });
        if (!tracker.has(tab)) {
          await tracker.add(tab);
        }
        this.app.shell.activateById(id);
      }
    });
    if (this.restorer) {
      const args = (tab: LoadedTab): Record<string, string> => argsOf.get(tab.id) ?? {};
      void this.restorer.restore(tracker, { command, args, name: tab => tab.id });
    }
  }

  private made(options: TabOptions): LoadedTab {
    const tab = new LoadedTab(options, this.rendermime, this.trans);
    this.app.shell.add(tab, 'main', { mode: 'tab-after' });
    return tab;
  }
}

export default [tabs];
