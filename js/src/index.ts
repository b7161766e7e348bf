/** The lab extension: a list of plugins, nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import answer from './answer';
import cells from './cells';
import kernel from './kernel';
import lineage from './lineage';
import catalog from './panels/catalog';
import connections from './panels/connections';
import history from './panels/history';
import knowledge from './panels/knowledge';
import settings from './panels/settings';
import side from './panels/side';
import workspace from './panels/workspace';
import profile from './profile';
import starter from './starter';
import tabs from './tabs';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...answer,
  ...cells,
  ...lineage,
  ...profile,
  ...kernel,
  ...side,
  ...connections,
  ...catalog,
  ...tabs,
  ...workspace,
  ...history,
  ...settings,
  ...knowledge,
  ...starter
];

export default plugins;
