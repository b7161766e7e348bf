/** The lab extension: a list of plugins, nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import answer from './answer';
import cells from './cells';
import lineage from './lineage';
import connections from './panels/connections';
import profile from './profile';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...answer,
  ...cells,
  ...lineage,
  ...profile,
  ...connections
];

export default plugins;
