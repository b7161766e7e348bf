/** The lab extension: a list of plugins, nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import answer from './answer';
import cells from './cells';
import kernel from './kernel';
import lineage from './lineage';
import connections from './panels/connections';
import settings from './panels/settings';
import side from './panels/side';
import workspace from './panels/workspace';
import profile from './profile';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...answer,
  ...cells,
  ...lineage,
  ...profile,
  ...kernel,
  ...side,
  ...connections,
  ...settings,
  ...workspace
];

export default plugins;
