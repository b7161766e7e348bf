/** Plugin of the history section. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../../api';
import type { Settings } from '../../api/types';
import { DOMAIN, IKnowledge, ISidePanel, PALETTE } from '../../tokens';
import { HistoryModel, type HistorySource, type Keeping } from './model';
import { HistorySection } from './section';

const RANK = 400;
const SHOW = 'iopsdata:show-history';
const CLEAR = 'iopsdata:clear-history';
/** Name of the setting that is the switch. */
const KEEP = 'keep_history';

const history: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:history',
  description: 'The section of the side panel that lists questions and statements.',
  autoStart: true,
  requires: [ISidePanel],
  optional: [INotebookTracker, IKnowledge, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    side: ISidePanel,
    tracker: INotebookTracker | null,
    knowledge: IKnowledge | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const model = new HistoryModel(sourceOf(new Api(app.serviceManager.serverSettings, trans)));
    const section = new HistorySection({
      model,
      tracker,
      knowledge,
      trans,
      language: languageOf(translator)
    });
    side.add(section, { rank: RANK, expanded: false });
    app.commands.addCommand(SHOW, {
      label: trans.__('Show History of Questions and Statements'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => side.reveal(section.id)
    });
    app.commands.addCommand(CLEAR, {
      label: trans.__('Clear History…'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => section.onClear()
    });
    [SHOW, CLEAR].forEach(command => palette?.addItem({ command, category: PALETTE }));
  }
};

function sourceOf(api: Api): HistorySource {
  return {
    list: search => api.listHistory(search),
    remove: id => api.deleteHistoryEntry(id),
    clear: () => api.clearHistory(),
    keeping: async () => keepingOf(await api.listSettings()),
    keep: async value => keepingOf(await api.saveSettings({ [KEEP]: value }))
  };
}

function keepingOf({ settings }: Settings): Keeping {
  const found = settings.find(({ name }) => name === KEEP);
  const canChange = found?.source === 'default' || found?.source === 'saved';
  return { value: found?.value !== false, canChange };
}

/** The tag of the page's language, so that times and numbers are written in that of the words around them. */
function languageOf(translator: ITranslator | null): string {
  const code = translator?.languageCode.replace('_', '-');
  return code === undefined || code === 'default' ? 'en' : code;
}

export default [history];
