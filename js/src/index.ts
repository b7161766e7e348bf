/** The lab extension: a list of plugins, nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import answer from './answer';
import cells from './cells';
import kernel from './kernel';
import lineage from './lineage';
import connections from './panels/connections';
import history from './panels/history';
import knowledge from './panels/knowledge';
import side from './panels/side';
import profile from './profile';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...answer,
  ...cells,
  ...lineage,
  ...profile,
  ...kernel,
  ...side,
  ...connections,
  ...history,
  ...knowledge
];

export default plugins;
